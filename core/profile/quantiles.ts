/** A distribution as a table: ascending percentiles (0..100) and the value at each. */
export interface Quantiles {
  readonly percentiles: readonly number[]
  readonly values: readonly number[]
}

/** The value at `u` (0..1), linear between the table's points; the ends hold beyond the first and the last. */
export function drawFrom({ percentiles, values }: Quantiles, u: number): number {
  const p = u * 100
  const last = values.at(-1) ?? 0
  const above = firstNotBelow(percentiles, p)
  if (above === percentiles.length) return last
  const high = values[above] ?? last
  if (above === 0) return high
  const low = values[above - 1] ?? high
  const from = percentiles[above - 1] ?? 0
  const to = percentiles[above] ?? 100
  return to === from ? high : low + ((high - low) * (p - from)) / (to - from)
}

/** First position whose percentile is not below `p`; their number where all are. */
function firstNotBelow(percentiles: readonly number[], p: number): number {
  let low = 0
  let high = percentiles.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((percentiles[middle] ?? p) < p) low = middle + 1
    else high = middle
  }
  return low
}
