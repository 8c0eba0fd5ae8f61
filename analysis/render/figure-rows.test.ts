import { expect, test } from 'vitest'
import type { Slo } from '../../core/slo.ts'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureStreams } from '../fixture/streams.ts'
import { figureSections } from './figure-rows.ts'
import { furtherRows } from './further-rows.ts'

const slos: readonly Slo[] = [
  { text: 'ttft<250ms', name: 'ttft', percentile: 0.95, limit: 250, direction: 'below' },
]
/** One in four begins too late; one in ten stands still for a second. */
const records = fixtureStreams(400, (i) => ({
  ...(i % 4 === 0 && { ttftMs: 300 }),
  ...(i % 10 === 0 && { gapsMs: Array.from({ length: 63 }, (_, at) => (at === 30 ? 2000 : 20)) }),
}))
const { summary } = judgeMade({ records, run: { slos } })
const lines = (brief: boolean): readonly string[] =>
  figureSections(summary, brief)[0]!.rows.map(
    ({ metric, stat, cells: [cell] }) => `${metric} ${stat}: ${cell?.value} (${cell?.detail})`,
  )

test('a terminal has one line for goodput and one for stalls', () => {
  expect(lines(true)).toContainEqual(
    expect.stringMatching(/^goodput SLOs met: 300 of 400 \(75\s%, [\d.]+\/s\)$/u),
  )
  expect(lines(true)).toContainEqual(
    expect.stringMatching(/^stalls over 200 ms: 40 of 400 \(10\s%\)$/u),
  )
})

test('without an SLO there is no line for goodput', () => {
  const rows = figureSections(judgeMade({ records }).summary, true)[0]!.rows
  expect(rows.map(({ metric }) => metric)).not.toContain('goodput')
})

test('the page has every reader, both weightings of gaps, and TTFT from the send', () => {
  const labels = furtherRows(summary.groups).map(({ metric, stat }) => `${metric} ${stat}`)
  expect(labels).toContain('TTFT from send p99')
  expect(labels).toContain('gap by stream mean')
  for (const reader of ['reader', 'skimmer', 'interactive', 'agent']) {
    expect(labels).toContain(`reader: ${reader} stall ratio, mean`)
  }
})
