import { describe, expect, test } from 'vitest'
import { judgeMade } from './fixture/results-in-memory.ts'
import { fixtureProbe, fixtureStreams, withoutToken } from './fixture/streams.ts'
import { generateRun, DEFAULT_FIXTURE } from './fixture/generate-run.ts'

const codes = (made: Parameters<typeof judgeMade>[0]): readonly string[] =>
  judgeMade(made).summary.doubts.map((doubt) => doubt.code)

describe('figures', () => {
  test('warm-up and probe are in no figure, ramp streams are and stand apart too', () => {
    const { summary } = judgeMade({
      records: [
        fixtureProbe('direct', { ttftMs: 9000 }),
        ...fixtureStreams(10, (i) => ({
          stream: `quick/direct/w${i}`,
          warmup: true,
          ttftMs: 5000,
        })),
        ...fixtureStreams(50, (i) => (i < 5 ? { ramp: true as const, ttftMs: 100 } : {})),
      ],
    })
    expect(summary.startedStreams).toBe(50)
    expect(summary.groups[0]).toMatchObject({
      startedStreams: 50,
      warmupStreams: 10,
      probeStreams: 1,
      ramp: { streams: 5 },
    })
    expect(summary.groups[0]?.ttftMs).toMatchObject({ count: 50, min: 100, max: 200 })
    expect(summary.groups[0]?.ramp?.ttftMs?.max).toBe(100)
  })

  test('a percentile below its sample size is not invented', () => {
    const { summary } = judgeMade({ records: fixtureStreams(120) })
    expect(summary.groups[0]?.ttftMs?.p99).toEqual({ needs: 299, has: 120 })
    expect(summary.groups[0]?.ttftMs?.p95).toMatchObject({
      value: 200,
      low: 200,
      high: 200,
      has: 120,
    })
  })

  test('between 299 and 368 streams p99 is printed without an interval', () => {
    const { summary } = judgeMade({ records: fixtureStreams(300) })
    expect(summary.groups[0]?.ttftMs?.p99).toEqual({ value: 200, intervalNeeds: 368, has: 300 })
  })

  test('gaps are pooled over all, and counted by stream', () => {
    const { summary } = judgeMade({
      records: fixtureStreams(400, (i) => ({
        gapsMs: Array.from({ length: 50 }, () => (i % 2 === 0 ? 10 : 30)),
      })),
    })
    const gap = summary.groups[0]?.gapMs
    expect(gap).toMatchObject({ count: 20_000, mean: 20, streams: 400, binnedRatio: 0 })
    expect(gap?.effectiveSamplesP50).toBeLessThan(401)
  })

  test('what failed has no end-to-end time and no rate, but keeps TTFT and gaps', () => {
    const { summary } = judgeMade({
      records: fixtureStreams(100, (i) =>
        i < 30 ? { outcome: 'truncated_reset', e2eMs: 210, ttftMs: 150 } : {},
      ),
    })
    const [group] = summary.groups
    expect(group?.e2eMs).toMatchObject({ count: 70, min: 1460 })
    expect(group?.tokensPerSecond?.count).toBe(70)
    expect(group?.ttftMs?.count).toBe(100)
    expect(group?.gapMs?.streams).toBe(100)
  })

  test('what nothing is known of is absent', () => {
    const { summary } = judgeMade({
      records: fixtureStreams(5, () => ({ outcome: 'refused' })).map(withoutToken),
    })
    for (const name of ['ttftMs', 'gapMs', 'e2eMs', 'tokensPerSecond', 'tpotMs']) {
      expect(summary.groups[0]).not.toHaveProperty(name)
    }
    expect(JSON.stringify(summary)).not.toMatch(/null|NaN/u)
  })
})

/** Three hundred streams, 20 ms apart, from `at` on. */
const block = (route: string, at: number) =>
  fixtureStreams(
    300,
    (i) => ({
      scheduledMs: at + 20 * i,
      startedMs: at + 20 * i,
      stream: `quick/${route}/${at}-${i}`,
    }),
    route,
  )

describe('load', () => {
  const steady = fixtureStreams(1000, (i) => ({
    scheduledMs: 20 * i,
    startedMs: 20 * i,
    endMs: 1460,
  }))

  test('an even load obeys Little\u2019s law: 50 starts a second of 1.46 s are 73 open streams', () => {
    const law = judgeMade({ records: steady }).summary.groups[0]?.throughput
    expect(law?.steady).toBe(true)
    expect(law?.meanConcurrencyStreams).toBeCloseTo(73, 0)
    expect(law?.startsPerSecond).toBeCloseTo(50, 0)
    expect(law?.tokensPerSecond).toBeCloseTo(3200, -2)
    expect(law?.littlesLaw?.deviationRatio).toBeLessThan(0.01)
    expect(law?.peakConcurrencyStreams).toBe(73)
  })

  test('streams that pile up break it, and that is a doubt', () => {
    const piling = steady.map((record, i) => ({ ...record, endMs: 1460 + 15 * i }))
    expect(codes({ records: piling })).toContain('littles-law')
    expect(codes({ records: steady })).not.toContain('littles-law')
  })

  test('a stall of the only route is part of its load', () => {
    const stalled = steady.map((record, i) => ({
      ...record,
      scheduledMs: record.scheduledMs + (i < 500 ? 0 : 10_000),
      startedMs: record.startedMs + (i < 500 ? 0 : 10_000),
    }))
    const found = judgeMade({ records: stalled }).summary.groups[0]?.throughput
    expect(found?.windowS).toBeGreaterThan(25)
    expect(found?.meanConcurrencyStreams).toBeLessThan(55)
  })

  test('blocks of two routes in turn are two loads, not one that is half idle', () => {
    const { summary } = judgeMade({
      records: [
        ...block('direct', 0),
        ...block('nginx', 9000),
        ...block('nginx', 18_000),
        ...block('direct', 27_000),
      ],
    })
    for (const group of summary.groups) {
      expect(group.throughput?.meanConcurrencyStreams).toBeCloseTo(73, 0)
      expect(group.throughput?.startsPerSecond).toBeCloseTo(50, 0)
    }
  })
})

const spread = (i: number): number => 200 + 40 * Math.sin(i)

describe('routes compared', () => {
  test('equal streams are paired by their index', () => {
    const { summary } = judgeMade({
      records: [
        ...fixtureStreams(400, (i) => ({ ttftMs: spread(i) })),
        ...fixtureStreams(400, (i) => ({ ttftMs: spread(i) + 0.6 }), 'nginx'),
      ],
    })
    const [comparison] = summary.comparisons
    expect(comparison?.pairedTtftMs?.pairs).toBe(400)
    expect(comparison?.pairedTtftMs?.median).toBeCloseTo(0.6, 9)
    expect(comparison?.ttftMs.p50).toMatchObject({
      method: 'paired-bootstrap',
      includesZero: false,
    })
    expect(comparison?.ttftMs.p50?.value).toBeCloseTo(0.6, 9)
    expect(comparison?.gapMs.p50).toMatchObject({ method: 'mover', includesZero: true })
  })

  test('with too few streams there is a difference but no interval', () => {
    const { summary } = judgeMade({
      records: [...fixtureStreams(5), ...fixtureStreams(5, () => ({}), 'nginx')],
    })
    expect(summary.comparisons[0]?.ttftMs.p50).toEqual({ value: 0, method: 'none' })
  })
})

describe('truth', () => {
  const run = generateRun({ ...DEFAULT_FIXTURE, streams: 60, faultRatio: 0 })

  test('direct shows our error, another route what it adds', () => {
    const { summary } = judgeMade({ records: run.records, truth: run.truth })
    const [direct, nginx] = summary.trust.truth
    expect(direct).toMatchObject({
      route: 'direct',
      kind: 'measuring-error',
      joinedStreams: 60,
      withoutTruthStreams: 0,
    })
    expect(direct?.ttftMs?.p99).toBeLessThan(0.3)
    expect(nginx).toMatchObject({ route: 'nginx', kind: 'added-delay', joinedStreams: 60 })
    expect(nginx?.ttftMs?.signedMedian).toBeGreaterThan(0.5)
    expect(direct?.gapMs?.count).toBe(60 * 63)
  })

  test('the order of the files does not matter', () => {
    const straight = judgeMade({ records: run.records, truth: run.truth }).summary.trust
    const turned = judgeMade({ records: run.records, truth: run.truth.toReversed() }).summary.trust
    expect(turned.truth.map(({ ttftMs, joinedStreams }) => [ttftMs, joinedStreams])).toEqual(
      straight.truth.map(({ ttftMs, joinedStreams }) => [ttftMs, joinedStreams]),
    )
  })

  test('a lost or doubled token leaves only the first one to compare', () => {
    const lost = run.truth.map((line) => ({ ...line, sent: line.sent + 1 }))
    const { summary } = judgeMade({ records: run.records, truth: lost })
    expect(summary.trust.truth[0]?.ttftMs?.count).toBe(60)
    expect(summary.trust.truth[0]).not.toHaveProperty('gapMs')
  })

  test('a record that received fewer events than were sent has no gap error', () => {
    const fewer = run.records.map((record) => ({ ...record, contentEvents: 63 }))
    const { summary } = judgeMade({ records: fewer, truth: run.truth })
    expect(summary.trust.truth[0]?.ttftMs?.count).toBe(60)
    expect(summary.trust.truth[0]).not.toHaveProperty('gapMs')
    expect(summary.trust.truth[0]).not.toHaveProperty('e2eMs')
  })

  test('percentiles are of the size of the error, the median keeps its sign', () => {
    const later = run.truth.map((line) => ({
      ...line,
      tokenMs: line.tokenMs.map((at) => at + 2),
    }))
    const error = judgeMade({ records: run.records, truth: later }).summary.trust.truth[0]?.ttftMs
    expect(error?.p50).toBeCloseTo(1.9, 0)
    expect(error?.signedMedian).toBeCloseTo(-1.9, 0)
    expect(error?.max).toBeLessThan(2)
  })

  test('a difference below twice our own error is not claimed', () => {
    const blurred = run.truth.map((line) => ({
      ...line,
      tokenMs: line.tokenMs.map((at) => at - 5),
    }))
    const p50 = [run.truth, blurred].map(
      (truth) => judgeMade({ records: run.records, truth }).summary.comparisons[0]?.ttftMs.p50,
    )
    expect(p50[0]).toMatchObject({ belowOwnError: false })
    expect(p50[1]).toMatchObject({ belowOwnError: true })
  })

  test('a mock that is late itself is a doubt', () => {
    const late = run.truth.map((line) => ({ ...line, dueMs: line.tokenMs.map((at) => at - 8) }))
    expect(codes({ records: run.records, truth: late })).toContain('mock-late')
  })
})

const dropping = (droppedStarts: number) =>
  judgeMade({ records: fixtureStreams(400), run: { droppedStarts } }).summary

describe('doubts', () => {
  const good = fixtureStreams(400)
  test.each([
    [
      'own-lag',
      { records: fixtureStreams(400, () => ({ lag: { p50Ms: 1, p99Ms: 9, maxMs: 20 } })) },
    ],
    ['start-delay', { records: fixtureStreams(400, (i) => ({ startDelayMs: i < 20 ? 80 : 1 })) }],
    [
      'client-cpu',
      { records: good, run: { client: { cpuSeconds: 50, wallSeconds: 60, cpuAllowance: 1 } } },
    ],
    [
      'throttled',
      {
        records: good,
        run: { client: { cpuSeconds: 5, wallSeconds: 60, cpuAllowance: 1, throttledPeriods: 1 } },
      },
    ],
  ])('%s makes the figures unfit', (code, made) => {
    const { summary } = judgeMade(made)
    expect(summary.fit).toBe(false)
    expect(summary.doubts.find((doubt) => doubt.code === code)).toMatchObject({ unfit: true })
  })

  test.each([
    ['run-killed', { records: good, end: false as const }],
    ['run-killed', { records: good, run: { endedAt: undefined as never } }],
    ['run-cut-short', { records: good, run: { signal: 'SIGINT' as const } }],
    [
      'harness-cut',
      { records: fixtureStreams(400, (i) => (i === 0 ? { outcome: 'harness_cut' as const } : {})) },
    ],
    ['dropped-starts', { records: good, run: { droppedStarts: 3 } }],
    ['too-few-samples', { records: fixtureStreams(58) }],
    ['bad-lines', { records: good, tail: 'x\n' }],
    ['records-missing', { records: good, end: { records: 401 } }],
    ['coalesced', { records: fixtureStreams(400, () => ({ coalescedEvents: 10 })) }],
    ['read-stamps', { records: fixtureStreams(400, () => ({ stamp: 'read' as const })) }],
    ['clock-step', { records: fixtureStreams(400, (i) => ({ clockStep: i === 7 })) }],
    ['resent', { records: fixtureStreams(400, (i) => (i === 7 ? { resent: 1 } : {})) }],
    ['truth-missing', { records: good }],
    ['route-unmeasured', { records: good }],
    [
      'route-skipped',
      {
        records: good,
        run: {
          doubts: [{ code: 'route-skipped' as const, finding: 'f', cause: 'c', nextStep: 'n' }],
        },
      },
    ],
  ])('%s is said, and leaves the figures fit', (code, made) => {
    const { summary } = judgeMade(made)
    expect(summary.doubts.map((doubt) => doubt.code)).toContain(code)
    expect(summary.fit).toBe(true)
  })

  test('too few streams are no doubt of their own where no gate needs more, or where they failed', () => {
    expect(codes({ records: fixtureStreams(59) })).not.toContain('too-few-samples')
    for (const count of [9, 1000]) {
      const records = fixtureStreams(count, () => ({ outcome: 'refused' })).map(withoutToken)
      expect(codes({ records })).not.toContain('too-few-samples')
    }
    const most = fixtureStreams(1000).map((record, i) => (i < 990 ? withoutToken(record) : record))
    expect(codes({ records: most })).not.toContain('too-few-samples')
  })

  test('a gate that needs more streams says how many', () => {
    const slos = [
      {
        text: 'ttft:p99<500ms',
        name: 'ttft' as const,
        percentile: 0.99,
        limit: 500,
        direction: 'below' as const,
      },
    ]
    const found = (count: number) =>
      judgeMade({ records: fixtureStreams(count), run: { slos } }).summary.doubts.find(
        (doubt) => doubt.code === 'too-few-samples',
      )
    expect(found(100)?.finding).toContain('100 streams on direct: too few to decide ttft:p99')
    expect(found(100)?.nextStep).toContain('--streams 299')
    expect(found(299)).toBeUndefined()
  })

  test('dropped starts are loud beyond one in a hundred, and change no verdict', () => {
    const found = (dropped: number) =>
      dropping(dropped).doubts.find((doubt) => doubt.code === 'dropped-starts')
    expect(found(4)?.finding).toBe('4 intended starts were not made.')
    expect(found(100)?.finding).toContain('20\u202f% of the intended starts were not made')
    expect(found(100)?.finding).toContain('(100 of 500)')
    expect(found(100)?.cause).toContain('that of the streams that were started')
    expect(dropping(100)).toMatchObject({ fit: true, verdict: { exitCode: 0 } })
    expect(dropping(100).groups[0]?.ttftMs?.p50.value).toBe(200)
  })

  test('a route whose probe failed is dropped and named', () => {
    const { summary } = judgeMade({
      records: [
        fixtureProbe('direct'),
        withoutToken(fixtureProbe('nginx', { outcome: 'not_a_stream' })),
        ...good,
      ],
    })
    expect(summary.doubts.find((doubt) => doubt.code === 'route-dropped')?.finding).toContain(
      'nginx',
    )
    expect(summary.verdict.exitCode).toBe(0)
  })

  test('a sound run has no doubt', () => {
    const run = generateRun({ ...DEFAULT_FIXTURE, streams: 320, faultRatio: 0 })
    expect(codes({ records: run.records, truth: run.truth })).toEqual([])
  })
})

describe('damaged files', () => {
  test('bad lines are counted and shown, the rest is read', () => {
    const tail = [
      'not json',
      '{"v":2}',
      JSON.stringify({ ...fixtureStreams(1)[0], ttftMs: '200' }),
      JSON.stringify({ ...fixtureStreams(1)[0], gapsMs: [1, null] }),
      JSON.stringify({ ...fixtureStreams(1)[0], outcome: 'splendid' }),
      JSON.stringify({ ...fixtureStreams(1)[0], readsAt: [[1, 2]] }),
      JSON.stringify({ ...fixtureStreams(1)[0], gaps: { count: 1 } }),
      JSON.stringify({ ...fixtureStreams(1)[0], error: 'broken' }),
      '',
    ].join('\n')
    const { sources, startedStreams } = judgeMade({ records: fixtureStreams(10), tail }).summary
    expect(startedStreams).toBe(10)
    expect(sources).toMatchObject({ badRecordLines: 8, tornRecordLine: false })
    expect(sources.badRecordExamples.map(({ problem }) => problem)).toEqual([
      'not a JSON object',
      'v is 2, expected 1',
      'ttftMs is not a number',
      'gapsMs is not a list of numbers',
      'outcome "splendid" is not a known class',
    ])
  })

  test('a torn last line is told from a bad one', () => {
    const { summary } = judgeMade({
      records: fixtureStreams(10),
      end: false,
      tail: '{"v":1,"run":"2026',
    })
    expect(summary.sources).toMatchObject({
      badRecordLines: 0,
      tornRecordLine: true,
      streamRecords: 10,
    })
    const found = summary.doubts.find((doubt) => doubt.code === 'bad-lines')
    expect(found?.finding).toBe('The last line of the records is torn.')
    expect(summary.verdict.exitCode).toBe(1)
  })

  test('a last line that only lacks its line feed is whole', () => {
    const line = JSON.stringify(fixtureStreams(1)[0])
    expect(judgeMade({ records: [], end: false, tail: line }).summary.sources).toMatchObject({
      streamRecords: 1,
      tornRecordLine: false,
    })
  })
})
