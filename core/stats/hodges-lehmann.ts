import type { Interval } from './quantile-interval.ts'
import { ALPHA } from './samples-needed.ts'
import { signedRankDistribution } from './signed-rank.ts'
import { type SortedSamples, sortSamples } from './sorted-samples.ts'
import { quantile } from './quantile.ts'

/** Where paired differences lie, in their own unit. */
export interface Shift {
  /** Median of the Walsh averages. */
  readonly estimate: number
  /** Absent with fewer than 6 pairs: even all signs alike have p = 2·2^-5 = 0.0625 then. */
  readonly interval?: Interval
  /** Coverage of the interval, 0..1: at least 0.95, a little more since W takes whole numbers only. */
  readonly confidence?: number
  /** Two-sided, of "the differences are symmetric about zero". */
  readonly pValue: number
}

/**
 * The Hodges-Lehmann estimate of a shift from paired differences, its 95 % interval and its p-value, all from one
 * statistic (Hodges and Lehmann, "Estimates of location based on rank tests", 1963; Hollander, Wolfe and
 * Chicken, 2014, sections 3.1 to 3.3). With the n(n + 1)/2 Walsh averages (d_i + d_j)/2, i <= j, in order:
 * - estimate: their median;
 * - interval: from the (k + 1)-th smallest to the (k + 1)-th largest, k the largest number with 2·P(W <= k) <= 0.05;
 * - p-value: 2·P(W <= number of averages that are not on the majority's side of zero), at most 1.
 * The interval leaves out zero exactly if p <= 0.05. Ties and zeros need no special case: an average of zero is
 * evidence for neither side, so the p-value is never too small, and the closed interval never too narrow. Undefined without
 * differences; every difference must be finite.
 */
export function hodgesLehmann(differences: ArrayLike<number>): Shift | undefined {
  const pairs = differences.length
  if (pairs === 0) return undefined
  const averages = walshAverages(differences)
  const distribution = signedRankDistribution(pairs)
  const shift = { estimate: quantile(averages, 0.5)!, pValue: pValue(averages, distribution) }
  const k = largestTail(distribution)
  if (k < 0) return shift
  return {
    ...shift,
    interval: { low: averages[k]!, high: averages[averages.length - 1 - k]! },
    confidence: 1 - 2 * distribution[k]!,
  }
}

function walshAverages(differences: ArrayLike<number>): SortedSamples {
  const pairs = differences.length
  const averages = new Float64Array((pairs * (pairs + 1)) / 2)
  let at = 0
  for (let i = 0; i < pairs; i++) {
    for (let j = i; j < pairs; j++) averages[at++] = (differences[i]! + differences[j]!) / 2
  }
  return sortSamples(averages)
}

/** The largest k with 2·P(W <= k) <= 0.05; -1 where there is none. */
function largestTail(distribution: Float64Array): number {
  let k = -1
  while (2 * distribution[k + 1]! <= ALPHA) k++
  return k
}

function pValue(averages: SortedSamples, distribution: Float64Array): number {
  let above = 0
  let below = 0
  for (const average of averages) {
    if (average > 0) above++
    if (average < 0) below++
  }
  return Math.min(1, 2 * distribution[averages.length - Math.max(above, below)]!)
}
