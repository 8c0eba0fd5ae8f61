import { describe, expect, test } from 'vitest'
import { type ComparedMetric, DEFAULT_METRICS, defaultDelta } from '../../core/compare-info.ts'
import { type Random, seededRandom } from '../../core/random.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { judgeMetrics } from './judge-metrics.ts'
import type { BlockValue, MeasuredMetric } from './measured-metric.ts'
import type { MetricVerdict } from './result.ts'

/** The error rates of the default rule, on made-up streams with seeds 1 to 1000. */
const SEEDS = 1000
const PAIRS = 10
const STREAMS = 100
const NOISE = 0.2
const WELL = { fit: true, endedEarly: false }

const TTFT_P50: ComparedMetric = { name: 'ttft', percentile: 0.5, delta: 0.05 }

type Draw = (random: Random) => number

const blockOf = (draw: Draw, percentile: number, random: Random): BlockValue => ({
  value:
    quantile(sortSamples(Float64Array.from({ length: STREAMS }, () => draw(random))), percentile) ??
    0,
  streams: STREAMS,
})

/** Streams around a typical value, each off by a fifth of it (standard deviation). */
const around =
  (typical: number): Draw =>
  (random) =>
    typical * (1 + NOISE * random.normal())

interface Sides {
  readonly a: Draw
  readonly b: Draw
}

/** `drift` makes the machine slower or faster from pair to pair, for all sides of the pair alike. */
function measure(
  compared: ComparedMetric,
  { a, b }: Sides,
  random: Random,
  drift = 0,
): MeasuredMetric {
  const speeds = Array.from({ length: PAIRS }, () => Math.exp(drift * random.normal()))
  const side = (draw: Draw): readonly BlockValue[] =>
    speeds.map((speed) => blockOf((one) => draw(one) * speed, compared.percentile ?? 0.5, random))
  return { scenario: 'baseline', compared, a: side(a), b: side(b), control: side(a) }
}

function verdictsOf(
  judge: (random: Random) => MetricVerdict,
  seeds = SEEDS,
): Readonly<Record<MetricVerdict, number>> {
  const counts = { worse: 0, better: 0, same: 0, inconclusive: 0 }
  for (let seed = 1; seed <= seeds; seed++) counts[judge(seededRandom(seed))]++
  return counts
}

const ttft =
  (shift: number, drift = 0) =>
  (random: Random): MetricVerdict => {
    const sides = { a: around(200), b: around(200 * shift) }
    const [result] = judgeMetrics([measure(TTFT_P50, sides, random, drift)], WELL)
    return result?.verdict ?? 'inconclusive'
  }

/** Millions of draws: on a busy machine more than the usual limit. */
const PATIENCE = { timeout: 60_000 }

describe(
  'TTFT p50, 10 pairs of blocks of 100 streams, 20 % noise a stream, delta 5 %',
  PATIENCE,
  () => {
    test('A/A: worse or better in at most 5 %, the same in at least 50 %', () => {
      const { worse, better, same } = verdictsOf(ttft(1))
      expect(worse + better).toBeLessThanOrEqual(50)
      expect(same).toBeGreaterThanOrEqual(500)
      // In truth far more often: the margin alone already keeps chance out.
      expect({ worse, better }).toEqual({ worse: 0, better: 0 })
      expect(same).toBeGreaterThan(880)
    })

    test('A/A at 40 seeds: at most 2 verdicts other than the same or inconclusive', () => {
      const judge = ttft(1)
      const verdicts = Array.from({ length: 40 }, (_, i) => judge(seededRandom(i + 1)))
      expect(
        verdicts.filter((one) => one === 'worse' || one === 'better').length,
      ).toBeLessThanOrEqual(2)
    })

    test('A/B: 10 % more is found in at least 90 %, and never called the same or better', () => {
      const found = verdictsOf(ttft(1.1))
      expect(found.worse).toBeGreaterThanOrEqual(900)
      expect(found).toMatchObject({ same: 0, better: 0 })
    })

    test('A/B: 10 % less is found as better just so', () => {
      expect(verdictsOf(ttft(1 / 1.1), 250).better).toBeGreaterThanOrEqual(225)
    })

    test('a difference just on the margin is called beyond it in at most 2.5 %, and within in as many', () => {
      const { worse, same } = verdictsOf(ttft(1.05), 400)
      // Three standard errors above 10 of 400.
      expect(worse).toBeLessThan(20)
      expect(same).toBeLessThan(20)
    })

    test('a drift of the machine three times as large as the noise of a block does not matter: blocks are paired', () => {
      expect(verdictsOf(ttft(1, 0.075), 250).same).toBeGreaterThan(220)
      expect(verdictsOf(ttft(1.1, 0.075), 250).worse).toBeGreaterThanOrEqual(225)
    })
  },
)

/** Whole streams: a first token, 63 gaps of one mean, now and then a failure. */
interface Stream {
  readonly ttft: number
  readonly gap: number
  readonly tpot: number
  readonly success: boolean
}

const FAMILY = DEFAULT_METRICS.map((one): ComparedMetric => ({ ...one, delta: defaultDelta(one) }))

const VALUE: Readonly<Record<string, (stream: Stream) => number>> = {
  ttft: (stream) => stream.ttft,
  gap: (stream) => stream.gap,
  tpot: (stream) => stream.tpot,
  e2e: (stream) => stream.ttft + 63 * stream.tpot,
  tps: (stream) => 64_000 / (stream.ttft + 63 * stream.tpot),
}

function streams(shift: number, random: Random): readonly Stream[] {
  return Array.from({ length: STREAMS }, () => {
    const tpot = around(20)(random)
    return {
      ttft: around(200 * shift)(random),
      gap: tpot * (1.5 + NOISE * random.normal()),
      tpot,
      success: random.next() > 0.001,
    }
  })
}

/** Every default metric of one made-up comparison. */
function family(shift: number, random: Random): readonly MeasuredMetric[] {
  const side = (by: number) => Array.from({ length: PAIRS }, () => streams(by, random))
  const [a, b, control] = [side(1), side(shift), side(1)] as const
  return FAMILY.map((compared): MeasuredMetric => {
    const values = (blocks: readonly (readonly Stream[])[]): readonly BlockValue[] =>
      blocks.map((one) => valueOf(compared, one))
    return { scenario: 'baseline', compared, a: values(a), b: values(b), control: values(control) }
  })
}

function valueOf({ name, percentile }: ComparedMetric, block: readonly Stream[]): BlockValue {
  if (percentile === undefined) {
    return { value: block.filter(({ success }) => success).length / STREAMS, streams: STREAMS }
  }
  const value = quantile(sortSamples(block.map((one) => VALUE[name]?.(one) ?? 0)), percentile)
  return { value: value ?? 0, streams: STREAMS }
}

const results = (shift: number) =>
  Array.from({ length: 100 }, (_, i) => judgeMetrics(family(shift, seededRandom(i + 1)), WELL))

describe('every default metric at once, 100 seeds', PATIENCE, () => {
  test('A/A: in at most 5 seeds is any of the eight metrics called worse or better', () => {
    const alarms = results(1).filter((metrics) =>
      metrics.some(({ verdict }) => verdict === 'worse' || verdict === 'better'),
    )
    expect(alarms.length).toBeLessThanOrEqual(5)
  })

  test('A/B on TTFT alone: its p50 is found in at least 90 seeds in spite of the correction, and nothing else', () => {
    const all = results(1.1)
    const worse = all.map((metrics) =>
      metrics.filter(({ verdict }) => verdict === 'worse').map(({ metric }) => metric),
    )
    expect(worse.filter((names) => names.includes('ttft:p50')).length).toBeGreaterThanOrEqual(90)
    const others = worse.flat().filter((name) => !name.startsWith('ttft'))
    expect(others.length).toBeLessThanOrEqual(5)
  })
})
