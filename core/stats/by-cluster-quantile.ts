import type { MixedSamples } from './mixed-samples.ts'

/** Of a value x: the shares of values below it and not above it, each cluster's (stream's) own share weighing the same. */
export interface ClusterShares {
  readonly below: number
  readonly notAbove: number
}

/**
 * The quantile p of values that come in clusters, every cluster weighing the same whatever its number of values: the
 * inverse of F(x) = mean over the G clusters of (values of the cluster not above x)/(values of the cluster). Between two
 * neighbouring values it goes in a straight line over 1/(n - 1), n values in all (less at the upper end, where a light
 * value may be worth less than that), which is type 7 exactly where all clusters are equally large. `sharesAt` gives F below and up to a value. Undefined without values.
 */
export function byClusterQuantile(
  pooled: MixedSamples,
  percentile: number,
  sharesAt: (value: number) => ClusterShares,
): number | undefined {
  const { count } = pooled
  if (count === 0) return undefined
  if (count === 1) return pooled.at(0)
  // The 0-based position of the last value not above x, as a share of count - 1.
  const lastPlace = (value: number): number => (sharesAt(value).notAbove * count - 1) / (count - 1)
  const target = Math.min(1, Math.max(0, percentile)) - 1e-12
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (lastPlace(pooled.at(middle)) >= target) high = middle
    else low = middle + 1
  }
  const value = pooled.at(low)
  const firstPlace = Math.min(1, (sharesAt(value).below * count) / (count - 1))
  if (low === 0 || percentile >= firstPlace) return value
  const before = pooled.at(low - 1)
  const share = (firstPlace - percentile) / (firstPlace - Math.max(0, lastPlace(before)))
  return value - Math.min(1, share) * (value - before)
}
