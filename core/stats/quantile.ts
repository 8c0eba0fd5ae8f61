import type { SortedSamples } from './sorted-samples.ts'

/**
 * Quantile of type 7 (Hyndman and Fan, "Sample quantiles in statistical packages", 1996; the default of R and NumPy), in
 * the unit of the samples: with h = (n - 1)·p it lies between the order statistics floor(h) and floor(h) + 1, in
 * proportion. `percentile` is 0..1. Undefined without samples.
 */
export function quantile(sorted: SortedSamples, percentile: number): number | undefined {
  return quantileOf(sorted.length, percentile, (rank) => sorted[rank]!)
}

/** The same over any ordered collection of `count` values: `at(rank)` gives the value of the 0-based rank. */
export function quantileOf(
  count: number,
  percentile: number,
  at: (rank: number) => number,
): number | undefined {
  if (count === 0) return undefined
  const h = (count - 1) * Math.min(1, Math.max(0, percentile))
  const below = Math.floor(h)
  const low = at(below)
  if (below === h) return low
  return low + (h - below) * (at(below + 1) - low)
}
