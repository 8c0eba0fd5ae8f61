/** A distribution as a table: ascending percentiles (0..100) and the value at each. */
export interface Quantiles {
  readonly percentiles: readonly number[]
  readonly values: readonly number[]
}

/** The value at `u` (0..1), linear between the table's points; the ends hold beyond the first and the last. */
export function drawFrom({ percentiles, values }: Quantiles, u: number): number {
  const p = u * 100
  const above = percentiles.findIndex((percentile) => percentile >= p)
  const last = values.at(-1) ?? 0
  if (above < 0) return last
  const high = values[above] ?? last
  if (above === 0) return high
  const low = values[above - 1] ?? high
  const from = percentiles[above - 1] ?? 0
  const to = percentiles[above] ?? 100
  return to === from ? high : low + ((high - low) * (p - from)) / (to - from)
}
