import { expect, test } from 'vitest'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureStreams } from '../fixture/streams.ts'
import type { Summary } from '../summary/summary.ts'
import { inkOf } from './text/ink.ts'
import { sideTableLines } from './text/side-table-lines.ts'
import { renderReport } from './render-report.ts'
import { sideTables } from './side-tables.ts'

const kinds = ['cut', 'whole'].flatMap((variant) =>
  fixtureStreams(20, (i) => ({
    scenario: 'chaos-cut',
    stream: `chaos-cut/direct/${variant}/${i}`,
    tags: { variant },
    ...(variant === 'cut' && { outcome: 'truncated_clean' as const }),
  })),
)
const judged = judgeMade({
  records: kinds,
  run: { scenarios: ['chaos-cut'], routes: [{ name: 'direct', shows: '' }] },
})

test('kinds of streams stand in one table, in the terminal and in Markdown', () => {
  const [table] = sideTables(judged.summary)
  expect(table?.title).toBe('chaos-cut')
  expect(table?.rows.map((row) => row.slice(0, 3))).toEqual([
    ['cut', 'direct', 'truncated_clean 20 of 20'],
    ['whole', 'direct', 'complete 20 of 20'],
  ])
  const text = renderReport('text', judged, {})
  expect(text).toMatch(/^cut +direct +truncated_clean 20 of 20/mu)
  expect(renderReport('md', judged, {})).toContain('| cut | direct | truncated\\_clean 20 of 20 |')
})

test('cancellation and slow readers have theirs; what is not known is left out', () => {
  const summary: Summary = {
    ...judged.summary,
    groups: [],
    cancellation: [
      {
        scenario: 'cancel-storm/fin',
        route: 'direct',
        way: 'fin',
        phase: 'tokens',
        streams: 30,
        noticedStreams: 29,
        unnoticedStreams: 0,
        orphanStreams: 1,
        lagP50Ms: 0.4,
        lagP99Ms: 2.5,
        wastedTokens: 90,
        wastedRatio: 0.25,
      },
    ],
    slowReaders: [
      {
        scenario: 'slow-reader/slow',
        route: 'nginx:buffered',
        transport: 'sse',
        protocol: 'HTTP/1.1',
        streams: 8,
        blockedStreams: 0,
        blockedMs: 0,
        maxQueuedBytes: 900,
        abortedStreams: 0,
        swallowedStreams: 8,
        absorbedByKernelBytes: 2_500_000,
        absorbedByProxyBytes: 23_000_000,
        bystanderGapRatio: 1.02,
        bystanderGapLowRatio: 0.97,
        bystanderGapHighRatio: 1.08,
      },
    ],
    attempts: [
      {
        scenario: 'rate-limit/polite',
        route: 'direct',
        streams: 40,
        attempts: 90,
        amplificationRatio: 2.25,
        succeededStreams: 38,
        earlyAttempts: 0,
      },
    ],
  }
  const [cancellation, slow, attempts] = sideTables(summary)
  expect(cancellation?.rows[0]?.slice(3)).toEqual([
    '29 of 30',
    '0.400\u202fms',
    '2.50\u202fms',
    '90 (25\u202f%)',
    '1',
  ])
  expect(slow?.rows[0]).toEqual([
    'slow',
    'nginx:buffered',
    '8',
    'none',
    '0, 0\u202fms',
    '900\u202fB',
    '0',
    '8',
    '2.50\u202fMB',
    '23.0\u202fMB',
    '\u00d71.02 [0.97, 1.08]',
  ])
  expect(attempts?.rows).toEqual([['polite', 'direct', '90 for 40', '\u00d72.25', '38 of 40', '0']])
  const lines = sideTableLines({ title: 't', head: ['a', 'b'], rows: [['x', '']] }, inkOf(false))
  expect(lines).toEqual(['t', 'a', 'x'])
})
