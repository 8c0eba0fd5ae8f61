/** What a stream tells of its own values: three points of their distribution, and how many there were. */
export interface PercentileSketch {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/**
 * A percentile over all values of all streams when each stream kept only its p50, p99 and maximum. Each stream's
 * distribution is taken as straight lines through (0, 0), (p50, 0.5), (p99, 0.99), (max, 1); the mixture, weighted by the
 * number of values, is inverted by bisection. Percentiles themselves are never averaged. Values are not negative.
 * Undefined without values.
 */
export function pooledPercentile(
  sketches: readonly PercentileSketch[],
  percentile: number,
): number | undefined {
  const total = sketches.reduce((sum, sketch) => sum + sketch.count, 0)
  if (total === 0) return undefined
  const share = (value: number): number =>
    sketches.reduce((sum, sketch) => sum + sketch.count * shareBelow(sketch, value), 0) / total
  let low = 0
  let high = sketches.reduce((most, sketch) => Math.max(most, sketch.max), 0)
  for (let step = 0; step < 48 && high - low > 1e-6; step++) {
    const middle = (low + high) / 2
    if (share(middle) >= percentile) high = middle
    else low = middle
  }
  return high
}

function shareBelow({ p50, p99, max }: PercentileSketch, value: number): number {
  if (value >= max) return 1
  if (value >= p99) return between(value, [p99, 0.99], [max, 1])
  if (value >= p50) return between(value, [p50, 0.5], [p99, 0.99])
  return between(value, [0, 0], [p50, 0.5])
}

function between(
  value: number,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): number {
  return x1 <= x0 ? y1 : y0 + ((value - x0) / (x1 - x0)) * (y1 - y0)
}
