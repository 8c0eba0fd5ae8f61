import { expect, test } from 'vitest'
import { CANARY } from '../core/canary.ts'
import type { StreamRecord } from '../core/record/record.ts'
import type { TruthLine } from '../core/truth.ts'
import { judgeMade } from './fixture/results-in-memory.ts'
import { fixtureProbe, fixtureStreams } from './fixture/streams.ts'
import { trustPieces } from './render/headline.ts'
import { renderReport } from './render/render-report.ts'

const URL_RUN = {
  target: 'http://127.0.0.1:8000',
  routes: [
    { name: 'direct', shows: 'nothing between' },
    { name: 'nginx', shows: 'nginx' },
  ],
}
const SENT = 50

/** Canary streams whose arrivals are each `offMs` after the instant of sending, gaps off by it too. */
function canary(count: number, offMs: number) {
  const made = Array.from({ length: count }, (_, i) => {
    const stream = `${CANARY}/${CANARY}/${i}`
    const firstMs = 2_000 + 1_000 * i
    const tokenMs = Array.from({ length: SENT }, (_token, at) => firstMs + 20 * at)
    const record: StreamRecord = {
      ...fixtureProbe(CANARY),
      scenario: CANARY,
      outcome: 'complete',
      stream,
      scheduledMs: firstMs - 20,
      ttftMs: 20 + offMs,
      tokens: SENT,
      contentEvents: SENT,
      gapsMs: Array.from({ length: SENT - 1 }, (_gap, at) => 20 + (at % 2 === 0 ? offMs : -offMs)),
    }
    const truth: TruthLine = {
      v: 1,
      stream,
      key: stream,
      instance: 'mock-0',
      path: '/chat/stream',
      dialect: 'plain',
      arrivedMs: firstMs - 20,
      tokenMs,
      dueMs: tokenMs,
      endMs: tokenMs.at(-1)!,
      sent: SENT,
      outcome: 'played',
    }
    return { record, truth }
  })
  return { records: made.map((one) => one.record), truth: made.map((one) => one.truth) }
}

/** 400 streams a route; nginx later by `laterMs`. */
function judge(offMs: number, laterMs: number) {
  const { records, truth } = canary(20, offMs)
  const nginx = fixtureStreams(400, () => ({ ttftMs: 200 + laterMs }), 'nginx')
  const measured = [...fixtureStreams(400, () => ({ ttftMs: 200 })), ...nginx]
  const probes = [fixtureProbe('direct'), fixtureProbe('nginx')]
  return judgeMade({ run: URL_RUN, records: [...probes, ...records, ...measured], canary: truth })
}

const belowOwnError = (offMs: number, laterMs: number): boolean | undefined =>
  judge(offMs, laterMs).summary.comparisons[0]?.ttftMs?.p50?.belowOwnError

test('canary streams are in no group and in no count of streams', () => {
  const { summary } = judge(0.1, 5)
  expect(summary.startedStreams).toBe(800)
  expect(summary.groups.map(({ scenario, route }) => `${scenario} ${route}`)).toEqual([
    'quick direct',
    'quick nginx',
  ])
  expect(summary.groups.map((group) => group.probeStreams)).toEqual([1, 1])
  expect(summary.sources.streamRecords).toBe(822)
  expect(summary.doubts.map((doubt) => doubt.code)).not.toContain('records-missing')
})

test('a run against a URL states its error by them', () => {
  const judged = judge(0.1, 5)
  const [own] = judged.summary.trust.truth
  expect(judged.summary.trust.truth).toHaveLength(1)
  expect(own).toMatchObject({ scenario: CANARY, kind: 'measuring-error', joinedStreams: 20 })
  expect(own?.gapMs?.count).toBe(20 * (SENT - 1))
  expect(own?.gapMs?.p99).toBeCloseTo(0.1)
  expect(own?.ttftMs?.p50).toBeCloseTo(0.1)
  expect(trustPieces(judged.summary)[0]).toMatch(/^our error: TTFT ±0\.1\d*\s*ms, .*canary stream/u)
  for (const format of ['html', 'md'] as const) {
    expect(renderReport(format, judged, { color: false, reportPath: '' })).toContain(CANARY)
  }
})

test('a difference of routes below twice their error is no claim', () => {
  expect(belowOwnError(1, 1.9)).toBe(true)
  expect(belowOwnError(1, 2.1)).toBe(false)
})

test('without a canary the error of a run against a URL is not known', () => {
  const { summary } = judgeMade({ run: URL_RUN, records: fixtureStreams(400) })
  expect(summary.trust.truth).toEqual([])
})

test('a canary that was cut counts for its first token only', () => {
  const { records, truth } = canary(1, 0.2)
  const cut = records.map((record) => ({
    ...record,
    outcome: 'harness_cut' as const,
    contentEvents: 9,
  }))
  const { summary } = judgeMade({
    run: URL_RUN,
    records: [...cut, ...fixtureStreams(400)],
    canary: truth,
  })
  expect(summary.trust.truth[0]?.ttftMs?.count).toBe(1)
  expect(summary.trust.truth[0]?.gapMs).toBeUndefined()
  expect(summary.verdict.exitCode).toBe(judge(0.2, 0).summary.verdict.exitCode)
})
