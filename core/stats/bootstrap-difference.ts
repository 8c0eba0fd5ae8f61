import type { Random } from '../random.ts'
import { quantile } from './quantile.ts'
import type { Interval } from './quantile-interval.ts'
import { sortSamples } from './sorted-samples.ts'

/** Values of the two sides. `paired`: equal positions belong together and are drawn together. */
export interface TwoSides {
  readonly a: ArrayLike<number>
  readonly b: ArrayLike<number>
  readonly paired: boolean
}

const MOST_RESAMPLES = 1000
const FEWEST_RESAMPLES = 200
/** Draws that a bootstrap may cost; with more streams there are fewer resamples. */
const DRAW_BUDGET = 1e7

/** How many resamples are drawn for so many streams. */
export const resamplesFor = (streams: number): number =>
  Math.min(MOST_RESAMPLES, Math.max(FEWEST_RESAMPLES, Math.floor(DRAW_BUDGET / (streams + 1))))

/**
 * The 95 % percentile-bootstrap interval of quantile(b) - quantile(a) for each percentile (Efron and
 * Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13). What is drawn again is the stream, or the pair of
 * streams with one index on both routes; the same seed gives the same interval.
 */
export function bootstrapDifference(
  sides: TwoSides,
  percentiles: readonly number[],
  random: Random,
): readonly Interval[] {
  const a = ordered(sides.a)
  const b = ordered(sides.b)
  const resamples = resamplesFor(Math.max(sides.a.length, sides.b.length))
  const found = percentiles.map(() => new Float64Array(resamples))
  const weights = new Uint32Array(sides.a.length)
  const otherWeights = sides.paired ? weights : new Uint32Array(sides.b.length)
  for (let i = 0; i < resamples; i++) {
    draw(weights, random)
    if (!sides.paired) draw(otherWeights, random)
    const fromA = resampledQuantiles(a, weights, percentiles)
    const fromB = resampledQuantiles(b, otherWeights, percentiles)
    for (const [at, values] of found.entries()) {
      values[i] = fromB[at]! - fromA[at]!
    }
  }
  return found.map((values) => {
    const sorted = sortSamples(values)
    return { low: quantile(sorted, 0.025)!, high: quantile(sorted, 0.975)! }
  })
}

interface Ordered {
  readonly values: Float64Array
  /** Position in the original order of the value at each rank. */
  readonly positions: Uint32Array
}

function ordered(values: ArrayLike<number>): Ordered {
  const positions = Uint32Array.from({ length: values.length }, (_, i) => i)
  positions.sort((x, y) => values[x]! - values[y]!)
  return { values: Float64Array.from(positions, (i) => values[i]!), positions }
}

function draw(weights: Uint32Array, random: Random): void {
  weights.fill(0)
  for (let i = 0; i < weights.length; i++) {
    const drawn = random.below(weights.length)
    weights[drawn] = weights[drawn]! + 1
  }
}

/** Type-7 quantiles of a resample, without building it: ranks are counted off along the sorted values. */
function resampledQuantiles(
  { values, positions }: Ordered,
  weights: Uint32Array,
  percentiles: readonly number[],
): readonly number[] {
  const ranks = percentiles.map((p) => (values.length - 1) * p)
  const lows = ranks.map(() => Number.NaN)
  const results = ranks.map(() => Number.NaN)
  let passed = 0
  for (let i = 0; i < values.length; i++) {
    const weight = weights[positions[i]!]!
    if (weight === 0) continue
    const value = values[i]!
    for (const [at, rank] of ranks.entries()) {
      const below = Math.floor(rank)
      if (below >= passed && below < passed + weight) lows[at] = value
      if (Math.ceil(rank) >= passed && Math.ceil(rank) < passed + weight) {
        const low = lows[at]!
        results[at] = low + (rank - below) * (value - low)
      }
    }
    passed += weight
  }
  return results
}
