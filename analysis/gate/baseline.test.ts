import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../core/random.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { RunInfo } from '../../core/run-info.ts'
import type { Measured } from '../measure/comparison.ts'
import { groupFigures } from '../measure/group.ts'
import { GroupTally } from '../read/group-tally.ts'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { readMadeParts } from '../fixture/results-in-memory.ts'
import { fixtureRunInfo } from '../fixture/run-info.ts'
import { fixtureProbe, fixtureStreams } from '../fixture/streams.ts'
import { compareWithBaseline } from './baseline.ts'
import { judgeByPolicy } from './judge-by-policy.ts'
import { DEFAULT_BASELINE, type Policy } from './policy.ts'

const ROUTES = [{ name: 'direct', shows: 'the mock itself' }]
const NO_LIMITS = { counts: [], limits: [] }
const TTFT = { name: 'ttft', percentile: 0.5, delta: 0.05 } as const
const policy = (fails: boolean, metrics: Policy['baseline']['metrics'] = [TTFT]): Policy => ({
  name: 'p',
  ...NO_LIMITS,
  completion: 'none',
  advisory: NO_LIMITS,
  scopes: [],
  baseline: { fails, metrics },
})

interface Made {
  readonly seed: number
  /** Times the TTFT of a seeded run. */
  readonly times?: number
  readonly count?: number
  readonly change?: (index: number) => Partial<StreamRecord>
  readonly run?: Partial<RunInfo>
}

/** A run whose TTFT is 200 ms times a lognormal factor of 20 %. */
function run({ seed, times = 1, count = 400, change, run: info }: Made) {
  const random = seededRandom(seed)
  const records = fixtureStreams(count, (index) => ({
    ttftMs: 200 * times * Math.exp(0.2 * random.normal()),
    ...change?.(index),
  }))
  return readMadeParts({
    [`run-${seed}`]: {
      records: [fixtureProbe('direct'), ...records],
      run: { routes: ROUTES, ...info },
    },
  })
}

const dead = (i: number): Partial<StreamRecord> =>
  i < 240 ? { ttftMs: undefined as never, outcome: 'truncated_reset' } : {}

/** 120 streams with nothing but their TTFT. */
function measured(seed: number, times: number): Measured {
  const random = seededRandom(seed)
  const tally = new GroupTally('quick', 'direct')
  for (let i = 0; i < 120; i++) {
    const ttftMs = 200 * times * Math.exp(0.2 * random.normal())
    tally.add(fixtureRecord({ stream: `quick/direct/${i}`, ttftMs }))
  }
  return { tally, figures: groupFigures(tally, { takesTurns: false, endedEarly: false, slos: [] }) }
}

const against = (now: Made, before: Made, rules = policy(true)) =>
  judgeByPolicy(run(now), rules, run(before))
const figureOf = (report: ReturnType<typeof against>) => report.baseline?.figures[0]

describe('a run against an earlier one', () => {
  test.each([
    [1, 'same', 0],
    [1.2, 'worse', 99],
    [0.8, 'better', 0],
    [1.05, 'inconclusive', 6],
  ])('%f times the TTFT is %s', (times, verdict, code) => {
    const report = against({ seed: 1, times }, { seed: 2 })
    expect(figureOf(report)).toMatchObject({ metric: 'ttft:p50', verdict })
    expect(report.verdict.exitCode).toBe(code)
  })

  test('the interval of the ratio holds the true one 95 times in 100', () => {
    const endedEarly = { before: false, now: false }
    const held = Array.from({ length: 200 }, (_, seed) => {
      const [now, before] = [measured(seed, 1.1), measured(seed + 1000, 1)]
      return compareWithBaseline({ now, before, fit: true, endedEarly }, TTFT)
    }).filter(({ low = 9, high = 0 }) => low <= 1.1 && high >= 1.1)
    expect(held.length).toBeGreaterThanOrEqual(186)
  })

  test('it is advice unless the policy says otherwise', () => {
    const report = against({ seed: 1, times: 2 }, { seed: 2 }, policy(false))
    expect(figureOf(report)).toMatchObject({ verdict: 'worse' })
    expect(report.verdict).toMatchObject({ exitCode: 0, gates: [] })
    expect(DEFAULT_BASELINE.fails).toBe(false)
  })

  test('more tokens per second are better, fewer are worse', () => {
    const tps = policy(true, [{ name: 'tps', percentile: 0.5, delta: 0.05 }])
    const slower = { change: (i: number) => ({ tokensPerSecond: 40 - (i % 7) / 10 }) }
    const faster = { change: (i: number) => ({ tokensPerSecond: 50 - (i % 7) / 10 }) }
    const worse = against({ seed: 1, ...slower }, { seed: 2, ...faster }, tps)
    expect(figureOf(worse)).toMatchObject({ verdict: 'worse', unit: 'tokens/s' })
    expect(worse.verdict.exitCode).toBe(99)
    const better = against({ seed: 1, ...faster }, { seed: 2, ...slower }, tps)
    expect(figureOf(better)).toMatchObject({ verdict: 'better' })
    expect(better.verdict.exitCode).toBe(0)
  })

  test('completion is a difference of ratios, and a count: fitness does not matter', () => {
    const completion = policy(true, [{ name: 'completion', delta: 0.01 }])
    const lag = { p50Ms: 1, p99Ms: 9, maxMs: 20 }
    const cut = (i: number) => ({ lag, ...(i < 80 && { outcome: 'truncated_reset' as const }) })
    const report = against({ seed: 1, change: cut }, { seed: 2 }, completion)
    expect(report.fit).toBe(false)
    expect(figureOf(report)).toMatchObject({ unit: 'ratio', before: 1, now: 0.8, verdict: 'worse' })
    expect(figureOf(report)?.change).toBeCloseTo(-0.2, 9)
    expect(report.verdict.exitCode).toBe(99)
  })

  test('a client that was not fit, now or then, is not compared by times', () => {
    const unfit = { change: () => ({ lag: { p50Ms: 1, p99Ms: 9, maxMs: 20 } }) }
    for (const [now, before] of [
      [unfit, {}],
      [{}, unfit],
    ]) {
      const report = against({ seed: 1, times: 2, ...now }, { seed: 2, ...before })
      expect(figureOf(report)).toMatchObject({ verdict: 'unfit' })
      expect(report.verdict.exitCode).toBe(5)
    }
  })

  test('streams without a token stand at the slow end, so failing fast looks no better', () => {
    const figure = figureOf(against({ seed: 1, change: dead }, { seed: 2 }))
    expect(figure).toMatchObject({ verdict: 'worse' })
    expect(figure).not.toHaveProperty('now')
  })

  test('too few streams for an interval decide nothing', () => {
    const report = against({ seed: 1, times: 3, count: 5 }, { seed: 2, count: 5 })
    expect(figureOf(report)).toMatchObject({ verdict: 'inconclusive' })
    expect(figureOf(report)).not.toHaveProperty('low')
    expect(report.verdict.exitCode).toBe(6)
  })

  test('not better for certain, but not worse either, is a pass', () => {
    const report = against({ seed: 1, times: 0.95 }, { seed: 2 })
    expect(figureOf(report)).toMatchObject({ verdict: 'inconclusive' })
    expect(report.verdict.exitCode).toBe(0)
  })

  test('nothing in common is no pass', () => {
    const other = { change: () => ({ route: 'nginx' }) }
    const report = against({ seed: 1 }, { seed: 2, ...other })
    expect(report.baseline?.figures).toEqual([])
    expect(report.verdict).toMatchObject({ exitCode: 6 })
    expect(report.verdict.sentence).toContain('metrics of the baseline')
  })

  test('what the two runs were told, or ran on, differently is said; another seed is not', () => {
    const { config, machine, versions } = fixtureRunInfo()
    const before = {
      seed: 2,
      run: {
        seed: 7,
        config: { ...config, seed: 7, rate: '50/s' },
        machine: { ...machine, cpus: 64 },
        versions: { ...versions, streamgauge: '0.0.9' },
      },
    }
    expect(against({ seed: 1 }, before).baseline?.differences).toEqual([
      'rate is "25/s", was "50/s"',
      'version of streamgauge is "0.1.0", was "0.0.9"',
      'machine cpus is 4, was 64',
    ])
  })
})
