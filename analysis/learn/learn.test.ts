import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it, test } from 'vitest'
import { isSuccess, type Outcome } from '../../core/outcome.ts'
import { buildPlan } from '../../core/plan/build-plan.ts'
import { drawFailure } from '../../core/profile/draw-failure.ts'
import { drawProfile } from '../../core/profile/draw.ts'
import type { LearnedProfile } from '../../core/profile/learned.ts'
import { seededRandom } from '../../core/random.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { madePart } from '../fixture/results-in-memory.ts'
import { learnParts, type LearnChoice } from './learn-folders.ts'
import { NotLearned } from './not-learned.ts'

const learn = (records: readonly StreamRecord[], choice: LearnChoice = {}): LearnedProfile =>
  learnParts([madePart('results/made', { records })], choice)

/** A record of a stream with these gaps, without times that nobody reads. */
function recordOf(
  i: number,
  { ttftMs, gapsMs }: { ttftMs: number; gapsMs: readonly number[] },
  change: Partial<StreamRecord> = {},
): StreamRecord {
  const count = gapsMs.length
  return fixtureRecord({
    stream: `quick/direct/${i}`,
    ttftMs: ttftMs + 1,
    ttftFromSendMs: ttftMs,
    contentEvents: count + 1,
    tokens: count + 1,
    gapsMs,
    gaps: {
      count,
      minMs: 0,
      meanMs: gapsMs.reduce((sum, gap) => sum + gap, 0) / Math.max(1, count),
      p50Ms: 0,
      p90Ms: 0,
      p99Ms: 0,
      maxMs: 0,
    },
    ...change,
  })
}

/** A server with a mood for each answer, two kinds of first token, lumps, and a long silence now and then. */
function endpoint(count: number): StreamRecord[] {
  const random = seededRandom(11)
  return Array.from({ length: count }, (_, i) => {
    const cold = random.next() < 0.04 ? 900 : 0
    const ttftMs = 120 + cold + random.gamma(2) * 40
    const mood = Math.exp(0.5 * random.normal())
    const gapsMs = Array.from({ length: 20 + random.below(120) }, () => {
      if (random.next() < 0.2) return 0
      const silence = random.next() < 0.003 ? 400 + random.next() * 900 : 0
      return mood * random.gamma(6) * 4 + silence
    })
    return recordOf(i, { ttftMs, gapsMs })
  })
}

interface Played {
  readonly ttftMs: number
  readonly gapsMs: readonly number[]
  readonly failed: string
}

/** What the mock would play: plans, no sockets. */
function rehearse(profile: LearnedProfile, count: number, seed: number): Played[] {
  return Array.from({ length: count }, (_, i) => {
    const key = `rehearsal/${i}`
    const drawn = drawProfile(profile, { seed, key, inputTokens: 0 })
    const clean = buildPlan({ key, seed, ...drawn, pace: profile.pace })
    const plan = drawFailure(clean, profile.failures ?? [], key)
    const at: number[] = []
    const steps = plan.steps()
    for (let step = steps.next().value; step !== undefined; step = steps.next().value) {
      if (step.kind === 'token') at.push(step.atMs)
    }
    const gapsMs = at.slice(1).map((atMs, k) => atMs - (at[k] ?? 0))
    return { ttftMs: at[0] ?? NaN, gapsMs, failed: plan.faults.join() }
  })
}

const off = (was: readonly number[], is: readonly number[], p: number): number =>
  Math.abs((quantile(sortSamples(is), p) ?? NaN) / (quantile(sortSamples(was), p) ?? NaN) - 1)

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const gapsOf = (record: StreamRecord) => record.gapsMs ?? []
const share = (gaps: readonly number[], holds: (gap: number) => boolean): number =>
  gaps.filter(holds).length / gaps.length

type Streams = readonly Pick<StreamRecord, 'gapsMs'>[]
const lengths = (all: Streams): number[] => all.map(({ gapsMs = [] }) => gapsMs.length + 1)
const paces = (all: Streams): number[] => all.map(({ gapsMs = [] }) => meanOf(gapsMs))

describe('a rehearsal of what was learned', () => {
  const records = endpoint(3_000)
  const profile = learn(records)
  const played = rehearse(profile, 4_000, 99)
  const was = { ttft: records.map((r) => r.ttftFromSendMs ?? 0), gaps: records.flatMap(gapsOf) }
  const is = {
    ttft: played.map(({ ttftMs }) => ttftMs),
    gaps: played.flatMap(({ gapsMs }) => [...gapsMs]),
  }

  it.each([0.5, 0.9, 0.99])('has the TTFT of the endpoint at %d', (p) => {
    expect(off(was.ttft, is.ttft, p)).toBeLessThan(0.05)
  })

  it.each([0.5, 0.9, 0.99])('has the gaps of the endpoint at %d', (p) => {
    expect(off(was.gaps, is.gaps, p)).toBeLessThan(0.05)
  })

  it('has its silences, its lumps and its mean, whatever the tail', () => {
    for (const holds of [(gap: number) => gap === 0, (gap: number) => gap > 400]) {
      expect(Math.abs(share(is.gaps, holds) / share(was.gaps, holds) - 1)).toBeLessThan(0.1)
    }
    expect(Math.abs(meanOf(is.gaps) / meanOf(was.gaps) - 1)).toBeLessThan(0.03)
  })

  it('has its lengths, and the spread of pace between answers', () => {
    for (const p of [0.1, 0.5, 0.9]) {
      expect(off(lengths(records), lengths(played), p), `length ${p}`).toBeLessThan(0.05)
      expect(off(paces(records), paces(played), p), `pace ${p}`).toBeLessThan(0.1)
    }
    // Without its likeness every answer would have about the same pace.
    const even = rehearse({ ...profile, pace: { ...profile.pace!, likeness: 0 } }, 2_000, 99)
    expect(off(paces(records), paces(even), 0.9)).toBeGreaterThan(0.2)
  })

  it('conforms to the published schema', () => {
    const file = new URL('../../schema/profile.schema.json', import.meta.url)
    const ajv = new Ajv2020({ allErrors: true })
    const conforms = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object)
    const written: unknown = JSON.parse(JSON.stringify(profile))
    expect(conforms(written), ajv.errorsText(conforms.errors)).toBe(true)
    expect(conforms({ ...profile, v: 2 })).toBe(false)
    expect(conforms({ ...profile, speed: 1 })).toBe(false)
  })

  it('says where it comes from and what it rests on', () => {
    expect(profile.v).toBe(1)
    expect(profile.learned).toMatchObject({
      run: '20261122-214500-ab12',
      target: 'mock',
      dialect: 'openai-chat',
      scenario: 'quick',
      route: 'direct',
      by: '0.1.0',
      samples: { streams: 3_000, ttft: 3_000, gaps: was.gaps.length, lengths: 3_000, failures: 0 },
      outcomes: { complete: 3_000 },
      limits: [],
    })
  })
})

/** 100 sound streams, then these. */
const sound = Array.from({ length: 100 }, (_, i) =>
  recordOf(i, { ttftMs: 100, gapsMs: Array<number>(50).fill(20) }),
)
const broken = (i: number, outcome: Outcome, change: Partial<StreamRecord> = {}): StreamRecord =>
  recordOf(1_000 + i, { ttftMs: 100, gapsMs: [20, 20] }, { outcome, ...change })

describe('failures', () => {
  test.each<[Outcome, Partial<StreamRecord>, object]>([
    [
      'error_status',
      { status: 429, retryAfterS: 1.5 },
      { type: 'status', code: 429, retryAfterS: 2 },
    ],
    ['error_status', { status: 503 }, { type: 'status', code: 503 }],
    [
      'error_in_band',
      { contentEvents: 7, error: { phase: 'body', code: 'overloaded_error', message: '' } },
      { type: 'error', afterTokens: 7, kind: 'overloaded_error' },
    ],
    [
      'error_in_band',
      { contentEvents: 0, error: { phase: 'body', code: 'a b', message: '' } },
      { type: 'error', afterTokens: 0, kind: 'server_error' },
    ],
    ['truncated_clean', { contentEvents: 3 }, { type: 'cut', afterTokens: 3, how: 'clean' }],
    ['truncated_reset', { contentEvents: 3 }, { type: 'cut', afterTokens: 3, how: 'reset' }],
    [
      'truncated_reset',
      { contentEvents: 3, error: { phase: 'body', code: 'unexpected-end', message: '' } },
      { type: 'cut', afterTokens: 3, how: 'no-last-chunk' },
    ],
    ['timeout_first', {}, { type: 'stall', afterTokens: 0, forMs: 600_000 }],
    ['timeout_stall', { contentEvents: 9 }, { type: 'stall', afterTokens: 9, forMs: 600_000 }],
    ['complete_unterminated', {}, { type: 'no-terminator' }],
    [
      'corrupt',
      { integrity: { missing: 1, duplicate: 0, reordered: 0, foreign: 0 } },
      { type: 'drop' },
    ],
    ['corrupt', { error: { phase: 'body', code: 'bad-utf8', message: '' } }, { type: 'bad-utf8' }],
    [
      'corrupt',
      { error: { phase: 'body', code: 'malformed-json', message: '' } },
      { type: 'malformed' },
    ],
  ])('%s %j is played as %j', (outcome, change, fault) => {
    const { failures, learned } = learn([...sound, broken(0, outcome, change)])
    expect(failures).toEqual([{ ...fault, rate: Number((1 / 101).toFixed(6)) }])
    expect(learned.samples.failures).toBe(1)
  })

  test('a class that strikes at many places is played at four, and its shares add up', () => {
    const cuts = Array.from({ length: 40 }, (_, i) =>
      broken(i, 'truncated_clean', { contentEvents: i + 1 }),
    )
    const { failures = [] } = learn([...sound, ...cuts])
    expect(failures.map((one) => 'afterTokens' in one && one.afterTokens)).toEqual([5, 15, 25, 35])
    const rate = failures.reduce((sum, one) => sum + (one.rate ?? 1), 0)
    expect(rate).toBeCloseTo(40 / 140, 5)
  })

  test('strike as often in the rehearsal, one at most each', () => {
    const profile = learn([
      ...sound,
      ...Array.from({ length: 20 }, (_, i) => broken(i, 'error_status', { status: 503 })),
      ...Array.from({ length: 30 }, (_, i) =>
        broken(50 + i, 'truncated_reset', { contentEvents: 400 }),
      ),
    ])
    const failed = rehearse(profile, 4_000, 5).map((one) => one.failed)
    const shareOf = (name: string) => failed.filter((one) => one === name).length / failed.length
    expect(Math.abs(shareOf('status') - 20 / 150)).toBeLessThan(0.02)
    // Cut later than any answer is long: then at its end, but cut.
    expect(Math.abs(shareOf('cut') - 30 / 150)).toBeLessThan(0.025)
    expect(shareOf('')).toBeCloseTo(1 - shareOf('status') - shareOf('cut'), 9)
  })

  test('what the mock cannot play is said, and what we did ourselves is no failure', () => {
    const { failures, learned } = learn([
      ...sound,
      broken(0, 'not_a_stream'),
      broken(1, 'refused'),
      broken(2, 'cancelled'),
      broken(3, 'harness_cut'),
    ])
    expect(failures).toEqual([])
    expect(learned.limits).toEqual([
      expect.stringContaining('p99'),
      'not_a_stream is not played: 1 of 102 streams.',
      'refused is not played: 1 of 102 streams.',
    ])
  })
})

describe('what is left out, and what is told', () => {
  test('probes, warm-up, second attempts and slow readers', () => {
    const odd = { ttftMs: 5_000, gapsMs: [5_000] }
    const { learned, ttftMs } = learn([
      ...sound,
      recordOf(200, odd, { probe: true }),
      recordOf(201, odd, { warmup: true }),
      recordOf(202, odd, { attempt: 2 }),
      recordOf(203, odd, { reader: { bytesPerSecond: 100 } }),
    ])
    expect(learned.samples).toMatchObject({ streams: 101, ttft: 100, gaps: 5_000 })
    expect(ttftMs).toEqual({ percentiles: [0, 100], values: [100, 100] })
    expect(learned.limits.join()).toContain('The times of 1 streams that were read slowly')
  })

  test('gaps that are known by histogram only, with their lumps', () => {
    const binned = Array.from({ length: 30 }, (_none, i) => {
      const { gapsMs: _, ...record } = recordOf(i, { ttftMs: 100, gapsMs: [] })
      // Of 2,000 gaps half are within lumps, half in the bucket from 20 ms to 20.25 ms.
      const gapHist = [
        [0, 1_000],
        [721, 1_000],
      ] as const
      const gaps = { ...record.gaps!, count: 2_000, meanMs: 10 }
      return { ...record, gapHist, gaps, contentEvents: 2_001 }
    })
    const { pace, gapMs } = learn(binned)
    expect(gapMs).toBe(10)
    expect(pace?.lump?.values).toEqual([1, 1, 2, 2])
    expect(pace?.lump?.percentiles[1]).toBeLessThan(0.2)
    const { values = [] } = pace?.gapMs ?? {}
    expect(Math.min(...values)).toBeGreaterThanOrEqual(20)
    expect(Math.max(...values)).toBeLessThanOrEqual(20.25)
  })

  test('lines that are no records, and a client that was not fit', () => {
    const part = madePart('results/made', { records: sound, tail: 'rubbish\n{"v":1,"str' })
    const folder = {
      ...part.folder,
      text: (name: string) => (name === 'summary.json' ? '{"fit":false}' : part.folder.text(name)),
    }
    expect(learnParts([{ ...part, folder }], {}).learned.limits).toEqual([
      '2 lines of the records were no records, and are left out.',
      'results/made: the client was not fit to measure, and its own delays are in the times.',
      expect.stringContaining('p99'),
    ])
  })

  test('events that bring several tokens', () => {
    const several = sound.map((record) => ({ ...record, tokens: record.contentEvents * 3 }))
    const { learned, tokens } = learn(several)
    expect(tokens).toEqual({ percentiles: [0, 100], values: [51, 51] })
    expect(learned.limits.join()).toContain('An event brought 3.00 tokens on average')
  })

  test('the share of reasoning', () => {
    const thinking = sound.map((record, i) => ({
      ...record,
      reasoningTokens: i % 2 === 0 ? 0 : 51,
    }))
    expect(learn(thinking).reasoning).toMatchObject({ values: [0, 0, 1, 1] })
    expect(learn(sound).reasoning).toBeUndefined()
  })
})

describe('which streams are meant', () => {
  const over = (route: string) => sound.map((record) => ({ ...record, route }))
  const of = (scenario: string) => sound.map((record) => ({ ...record, scenario }))

  test('direct, where there are several routes; else the only one', () => {
    expect(learn([...over('nginx'), ...over('direct')]).learned.route).toBe('direct')
    expect(learn([...over('nginx'), ...over('direct')], { route: 'nginx' }).learned.route).toBe(
      'nginx',
    )
    expect(learn(over('nginx')).learned.route).toBe('nginx')
  })

  test('one scenario, or one kind of its streams', () => {
    const kinds = ['a', 'b'].flatMap((variant) =>
      sound.map((record) => ({ ...record, tags: { variant } })),
    )
    expect(learn(kinds, { scenario: 'quick/b' }).learned.scenario).toBe('quick/b')
  })

  test.each<[readonly StreamRecord[], LearnChoice, NotLearned['code'], string, string]>([
    [
      [...over('nginx'), ...over('nginx:tls')],
      {},
      'ambiguous',
      'the run has several routes: nginx, nginx:tls',
      'Name one by --route.',
    ],
    [
      [...of('quick'), ...of('burst')],
      {},
      'ambiguous',
      'the run has several scenarios: quick, burst',
      'Name one by --scenario.',
    ],
    [
      sound,
      { route: 'nginx' },
      'ambiguous',
      '--route: the run has no route "nginx"',
      'It has: direct.',
    ],
    [
      [],
      {},
      'too-few',
      'the run has no measured stream',
      'Name the folder of a run that measured some.',
    ],
    [
      sound.slice(0, 19),
      {},
      'too-few',
      'quick over direct: found 19 streams with a first token; a profile needs at least 20',
      'Measure more streams, for example by --streams 300.',
    ],
    [
      sound.map((record) => ({ ...record, outcome: 'truncated_clean' as const })),
      {},
      'too-few',
      'quick over direct: found 0 streams that ended well; a profile needs at least 20',
      'Measure more streams, for example by --streams 300.',
    ],
    [
      sound.slice(0, 30).map((record) => ({ ...record, gapsMs: [20] })),
      {},
      'too-few',
      'quick over direct: found 30 gaps between tokens; a profile needs at least 100',
      'Measure more streams, for example by --streams 300.',
    ],
  ])('else a sentence says what to do (%#)', (records, choice, ...expected) => {
    const found = (() => {
      try {
        return learn(records, choice)
      } catch (error) {
        return error
      }
    })()
    expect(found).toBeInstanceOf(NotLearned)
    const { code, message, hint } = found as NotLearned
    expect([code, message, hint]).toEqual(expected)
  })
})

test('every class of outcome is a success, played, ours, or said to be missing', () => {
  for (const outcome of ['filtered', 'length_limited', 'timeout_total'] as const) {
    const { learned } = learn([...sound, broken(0, outcome)])
    const silent = learned.limits.every((limit) => !limit.startsWith(outcome))
    expect(silent, outcome).toBe(outcome === 'length_limited')
    expect(learned.samples.lengths).toBe(isSuccess(outcome) ? 101 : 100)
  }
})
