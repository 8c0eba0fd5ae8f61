import { describe, expect, test } from 'vitest'
import type { Slo } from '../../core/slo.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { judgeMade, type MadeResults } from '../fixture/results-in-memory.ts'
import { fixtureProbe, fixtureStreams, withoutToken } from '../fixture/streams.ts'

const ROUTES = [{ name: 'direct', shows: 'the mock itself' }]
const client = { cpuSeconds: 21, wallSeconds: 61, cpuAllowance: 4 }
const ttft = (limit: number, percentile = 0.95): Slo => ({
  text: `ttft<${limit}ms`,
  name: 'ttft',
  percentile,
  limit,
  direction: 'below',
})
const probe = fixtureProbe('direct')
const good = [probe, ...fixtureStreams(100)]
const failing = (share: number): readonly StreamRecord[] => [
  probe,
  ...fixtureStreams(100, (i) => (i < share * 100 ? { outcome: 'truncated_clean' } : {})),
]
const judge = (made: MadeResults) =>
  judgeMade({ ...made, run: { routes: ROUTES, ...made.run } }).summary

interface Case extends MadeResults {
  readonly title: string
  readonly code: number
}

describe('exit codes', () => {
  const cases: readonly Case[] = [
    { title: 'all well', records: good, code: 0 },
    {
      title: 'no gate at all',
      records: failing(0.5),
      run: { completionFloor: undefined as never },
      code: 0,
    },
    { title: 'an SLO met with enough samples', records: good, run: { slos: [ttft(500)] }, code: 0 },
    {
      title: 'an SLO met with too few samples',
      records: [probe, ...fixtureStreams(20)],
      run: { slos: [ttft(500)] },
      code: 6,
    },
    { title: 'an SLO missed', records: good, run: { slos: [ttft(100)] }, code: 99 },
    { title: 'completion below the floor', records: failing(0.4), code: 99 },
    { title: '1 of 100 failed is still 99 %', records: failing(0.01), code: 0 },
    { title: 'no stream started', records: [probe], code: 99 },
    { title: 'no record at all, but an end', records: [], code: 99 },
    { title: 'an empty file', records: [], end: false, code: 1 },
    { title: 'no end record', records: good, end: false, code: 1 },
    {
      title: 'an end record, but a run that was never concluded',
      records: good,
      run: { endedAt: undefined as never },
      code: 1,
    },
    {
      title: 'interrupted, and never concluded',
      records: good,
      end: { reason: 'interrupted' },
      run: { endedAt: undefined as never },
      code: 130,
    },
    { title: 'k6 broke', records: good, run: { client: { ...client, exitCode: 107 } }, code: 1 },
    {
      title: 'k6 thresholds crossed',
      records: good,
      run: { client: { ...client, exitCode: 99 } },
      code: 99,
    },
    {
      title: 'all probes refused',
      records: [withoutToken(fixtureProbe('direct', { outcome: 'refused' }))],
      code: 4,
    },
    {
      title: 'probe answered 404',
      records: [withoutToken(fixtureProbe('direct', { outcome: 'error_status', status: 404 }))],
      code: 4,
    },
    {
      title: 'probe answered 503, everything failed after',
      records: [
        fixtureProbe('direct', { outcome: 'error_status', status: 503 }),
        ...fixtureStreams(20, () => ({ outcome: 'error_status', status: 503 })).map(withoutToken),
      ],
      code: 99,
    },
    {
      title: 'no probe, all refused',
      records: fixtureStreams(20, () => ({ outcome: 'refused' })).map(withoutToken),
      code: 4,
    },
    {
      title: 'no probe, all 429',
      records: fixtureStreams(20, () => ({ outcome: 'error_status', status: 429 })).map(
        withoutToken,
      ),
      code: 99,
    },
    {
      title: 'first probe rejected for its options, second good',
      records: [
        withoutToken(fixtureProbe('direct', { outcome: 'error_status', status: 400 })),
        ...good,
      ],
      code: 0,
    },
    {
      title: 'every probe rejected for its options, no stream after',
      records: [
        fixtureProbe('direct', { outcome: 'error_status', status: 400 }),
        fixtureProbe('direct', { outcome: 'error_status', status: 400 }),
      ].map(withoutToken),
      code: 4,
    },
    {
      title: 'probe answered 408 and nothing came after',
      records: [withoutToken(fixtureProbe('direct', { outcome: 'error_status', status: 408 }))],
      code: 99,
    },
    {
      title: 'first probe rejected, second overloaded, nothing after',
      records: [
        fixtureProbe('direct', { outcome: 'error_status', status: 400 }),
        fixtureProbe('direct', { outcome: 'error_status', status: 503 }),
      ].map(withoutToken),
      code: 99,
    },
    {
      title: 'good probe, then all refused',
      records: [probe, ...fixtureStreams(20, () => ({ outcome: 'refused' })).map(withoutToken)],
      code: 99,
    },
    { title: 'SIGINT', records: failing(0.4), run: { signal: 'SIGINT' }, code: 130 },
    { title: 'SIGTERM', records: good, run: { signal: 'SIGTERM' }, code: 143 },
    {
      title: 'interrupted by the end record',
      records: good,
      end: { reason: 'interrupted' },
      code: 130,
    },
    { title: 'aborted', records: good, end: { reason: 'aborted: exec.test.abort' }, code: 6 },
    { title: 'aborted and failed', records: failing(0.4), end: { reason: 'aborted: x' }, code: 99 },
    {
      title: 'unfit, but no gate needs a time',
      records: good,
      run: { client: { ...client, throttledPeriods: 3 } },
      code: 0,
    },
    {
      title: 'unfit, and a gate needs a time',
      records: good,
      run: { slos: [ttft(500)], client: { ...client, throttledPeriods: 3 } },
      code: 5,
    },
    {
      title: 'a stream cut by our drain',
      records: [probe, ...fixtureStreams(200, (i) => (i === 0 ? { outcome: 'harness_cut' } : {}))],
      code: 6,
    },
    {
      title: 'many streams cut by our drain',
      records: [probe, ...fixtureStreams(100, (i) => (i < 5 ? { outcome: 'harness_cut' } : {}))],
      code: 99,
    },
  ]
  test.each(cases)('$title: $code', ({ code, ...made }) => {
    expect(judge(made).verdict.exitCode).toBe(code)
  })
})

describe('precedence: the first of these that holds decides', () => {
  const dead = [withoutToken(fixtureProbe('direct', { outcome: 'refused' }))]
  const slos = [ttft(100), ttft(250, 0.999)]
  const unfit = { ...client, cpuSeconds: 240 }
  const everything: readonly Case[] = [
    {
      title: 'signal before a broken k6',
      records: good,
      end: false,
      run: { signal: 'SIGINT', client: { ...client, exitCode: 107 } },
      code: 130,
    },
    { title: 'a killed run before an unreachable target', records: dead, end: false, code: 1 },
    { title: 'an unreachable target before "no stream started"', records: dead, code: 4 },
    { title: 'counts before unfit', records: failing(0.4), run: { slos, client: unfit }, code: 99 },
    { title: 'unfit before times', records: good, run: { slos, client: unfit }, code: 5 },
    { title: 'times before undecided', records: good, run: { slos }, code: 99 },
    { title: 'undecided before pass', records: good, run: { slos: slos.slice(1) }, code: 6 },
  ]
  test.each(everything)('$title', ({ code, ...made }) => {
    expect(judge(made).verdict.exitCode).toBe(code)
  })
})

describe('gates', () => {
  test('a stream without the value is a miss, a cancelled one is not counted', () => {
    const records = fixtureStreams(100, (i) => (i >= 90 ? { outcome: 'cancelled' } : {})).map(
      (record, i) => (i < 5 ? withoutToken({ ...record, outcome: 'timeout_first' }) : record),
    )
    const { verdict } = judge({ records, run: { slos: [ttft(500)] } })
    const gate = verdict.gates.find((each) => each.name === 'ttft:p95')
    expect(gate).toMatchObject({ streams: 90, misses: 5 })
    expect(verdict.gates[0]).toMatchObject({ name: 'completion', streams: 90, misses: 5 })
  })

  test('a failure names the three worst streams, those without the value first', () => {
    const records = fixtureStreams(100, (i) => ({ ttftMs: 200 + i })).map((record, i) =>
      i === 50 ? withoutToken({ ...record, outcome: 'timeout_first' }) : record,
    )
    const { verdict } = judge({ records, run: { slos: [ttft(250)], completionFloor: 0.5 } })
    const worst = verdict.gates.find((gate) => gate.name === 'ttft:p95')?.worst
    expect(worst).toEqual([
      { stream: 'quick/direct/50' },
      { stream: 'quick/direct/99', value: 299 },
      { stream: 'quick/direct/98', value: 298 },
    ])
  })

  test('end to end and rate count streams that succeeded only: being cut early is not fast', () => {
    const slos: readonly Slo[] = [
      { text: 'e2e<2s', name: 'e2e', percentile: 0.95, limit: 2000, direction: 'below' },
    ]
    const cut = fixtureStreams(100, (i) =>
      i < 20 ? { outcome: 'truncated_clean', e2eMs: 300 } : {},
    )
    const { verdict } = judge({ records: cut, run: { slos, completionFloor: 0.5 } })
    expect(verdict.gates.find((gate) => gate.name === 'e2e:p95')).toMatchObject({
      misses: 20,
      decision: 'fail',
    })
  })

  test('a rate has to be above its limit in its percentile of streams', () => {
    const slos: readonly Slo[] = [
      { text: 'tps>20', name: 'tps', percentile: 0.95, limit: 20, direction: 'above' },
    ]
    const slow = fixtureStreams(100, (i) => (i < 20 ? { tokensPerSecond: 5 } : {}))
    expect(judge({ records: slow, run: { slos } }).verdict.exitCode).toBe(99)
    expect(judge({ records: fixtureStreams(100), run: { slos } }).verdict.exitCode).toBe(0)
  })

  test('what is found for a rate is the percentile from the good end', () => {
    const slos: readonly Slo[] = [
      { text: 'tps>20', name: 'tps', percentile: 0.95, limit: 20, direction: 'above' },
    ]
    const records = fixtureStreams(101, (i) => ({ tokensPerSecond: 100 + i }))
    const { verdict } = judge({ records, run: { slos } })
    expect(verdict.gates.find((gate) => gate.name === 'tps:p95')?.found).toBeCloseTo(105, 9)
  })

  test('gap: the percentile goes over streams, of each its own p95 gap', () => {
    const slos: readonly Slo[] = [
      { text: 'gap<100ms', name: 'gap', percentile: 0.95, limit: 100, direction: 'below' },
    ]
    const once = fixtureStreams(100, () => ({
      gapsMs: [...Array.from({ length: 62 }, () => 20), 900],
    }))
    expect(judge({ records: once, run: { slos } }).verdict.exitCode).toBe(0)
    const often = fixtureStreams(100, () => ({ gapsMs: [20, 20, 20, 900, 20, 900] }))
    expect(judge({ records: often, run: { slos } }).verdict.exitCode).toBe(99)
  })

  test('every route is judged by itself: a good one does not hide a bad one', () => {
    const records = [
      ...fixtureStreams(900),
      ...fixtureStreams(100, (i) => (i < 5 ? { outcome: 'corrupt' } : {}), 'nginx'),
    ]
    const { verdict } = judge({ records })
    expect(verdict.gates.map(({ route, decision }) => `${route} ${decision}`)).toEqual([
      'direct pass',
      'nginx fail',
    ])
    expect(verdict.exitCode).toBe(99)
  })

  test('harness_cut leaves the ratio after a signal only', () => {
    const records = fixtureStreams(100, (i) => (i < 10 ? { outcome: 'harness_cut' } : {}))
    expect(judge({ records, run: { signal: 'SIGINT' } }).groups[0]).toMatchObject({
      countedStreams: 90,
      completionRatio: 1,
    })
    expect(judge({ records }).groups[0]).toMatchObject({
      countedStreams: 100,
      completionRatio: 0.9,
    })
  })
})
