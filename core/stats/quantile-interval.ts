import { binomialQuantile } from './binomial.ts'
import { ALPHA, samplesNeeded } from './samples-needed.ts'
import type { SortedSamples } from './sorted-samples.ts'

/** A 95 % interval, in the unit of what it is about. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Ranks (from 1) of the order statistics that enclose the percentile p of any continuous distribution with at least 95 %.
 * The number B of samples below the true percentile is binomial(n, p); x(l) <= percentile < x(u) exactly if
 * l <= B <= u - 1, hence l = the 2.5 % quantile of B and u = its 97.5 % quantile + 1 (David and Nagaraja,
 * "Order Statistics", 2003, section 7.1). Undefined where the sample is too small for both to exist.
 */
export function intervalRanks(count: number, percentile: number): Interval | undefined {
  if (count < samplesNeeded(percentile, 'interval')) return undefined
  const below = { trials: count, probability: percentile }
  return {
    low: binomialQuantile(ALPHA / 2, below),
    high: binomialQuantile(1 - ALPHA / 2, below) + 1,
  }
}

/** The distribution-free 95 % interval of a percentile of independent samples; undefined where there are too few. */
export function quantileInterval(sorted: SortedSamples, percentile: number): Interval | undefined {
  const ranks = intervalRanks(sorted.length, percentile)
  if (ranks === undefined) return undefined
  return { low: sorted[ranks.low - 1]!, high: sorted[ranks.high - 1]! }
}
