import { hodgesLehmann, type Shift } from '../../core/stats/hodges-lehmann.ts'
import { differenceInterval } from '../../core/stats/difference-interval.ts'
import { ratioInterval } from '../../core/stats/ratio-interval.ts'
import type { BlockValue } from './measured-metric.ts'
import type { Effect } from './result.ts'

export type RawEffect = Omit<Effect, 'holmPValue'>

/**
 * The ratio to/from of a positive figure, from the logarithms of its ratio in each pair of blocks. Undefined where a block has
 * no value, or there are too few pairs for an interval.
 */
export function ratioEffect(
  from: readonly BlockValue[],
  to: readonly BlockValue[],
): RawEffect | undefined {
  const logs = from.map(({ value = 0 }, i) => Math.log(to[i]?.value ?? 0) - Math.log(value))
  const shift = shiftOf(logs)
  return (
    shift && {
      estimate: Math.exp(shift.estimate),
      low: Math.exp(shift.low),
      high: Math.exp(shift.high),
      pValue: shift.pValue,
    }
  )
}

/**
 * The difference to - from of two completion ratios, all streams counted. Its interval encloses two: that of the counts
 * (Newcombe, "Interval estimation for the difference between independent proportions", 1998, method 10), which knows how few
 * the streams are, and that of the blocks' differences (signed ranks), which knows that failures come in clusters.
 */
export function completionEffect(
  from: readonly BlockValue[],
  to: readonly BlockValue[],
): RawEffect | undefined {
  const shift = shiftOf(from.map(({ value }, i) => (to[i]?.value ?? Number.NaN) - (value ?? 0)))
  const [a, b] = [proportion(from), proportion(to)]
  if (shift === undefined || a === undefined || b === undefined) return undefined
  const counts = differenceInterval(a, b)
  return {
    estimate: b.value - a.value,
    low: Math.min(shift.low, counts.low),
    high: Math.max(shift.high, counts.high),
    pValue: shift.pValue,
  }
}

/** Ratio of all streams of all blocks, with Wilson's interval. */
export function proportion(blocks: readonly BlockValue[]) {
  const streams = blocks.reduce((sum, block) => sum + block.streams, 0)
  const successes = blocks.reduce((sum, block) => sum + (block.value ?? 0) * block.streams, 0)
  const interval = ratioInterval(successes, streams)
  return interval && { value: successes / streams, ...interval }
}

/** Undefined where a difference is not finite: a block without a value, or with zero, has no logarithm. */
function shiftOf(
  differences: readonly number[],
): (Pick<Shift, 'estimate' | 'pValue'> & { low: number; high: number }) | undefined {
  if (!differences.every(Number.isFinite)) return undefined
  const shift = hodgesLehmann(differences)
  return shift?.interval && { ...shift.interval, estimate: shift.estimate, pValue: shift.pValue }
}
