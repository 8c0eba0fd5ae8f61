import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { ValuePool } from '../read/value-pool.ts'

/** An empirical distribution function by a few hundred of its points. */
export interface Curve {
  /** [value, share of values not above it], both ascending. */
  readonly points: readonly (readonly [number, number])[]
  /** Half height of the 95 % band around the whole curve. */
  readonly bandRatio: number
  readonly count: number
}

/** Points across the middle; the last percent gets as many again for each factor of ten. */
const POINTS = 80

/** Shares at which the curve is drawn: even ones, and ever finer ones toward both ends. */
const SHARES = [
  ...Array.from({ length: POINTS + 1 }, (_, i) => i / POINTS),
  ...[1e-2, 1e-3, 1e-4].flatMap((tail) =>
    Array.from({ length: 20 }, (_, i) => 1 - tail * (1 - i / 20)),
  ),
  ...[1e-2, 1e-3].flatMap((tail) => Array.from({ length: 10 }, (_, i) => (tail * (i + 1)) / 10)),
].toSorted((a, b) => a - b)

/** `clusters`: how many independent ones there are, when values come several a stream. */
export function curveOf(values: ArrayLike<number>, clusters?: number): Curve | undefined {
  const sorted = sortSamples(values)
  return pointsOf(sorted.length, (rank) => sorted[rank]!, clusters ?? sorted.length)
}

export function gapCurveOf(pool: ValuePool): Curve | undefined {
  const samples = pool.samples()
  return pointsOf(samples.count, (rank) => samples.at(rank), pool.keptStreams)
}

/**
 * The band is that of Dvoretzky, Kiefer and Wolfowitz with Massart's constant (1990): sqrt(ln(2/alpha)/(2n)), alpha = 0.05, n
 * independent values. Of dependent gaps only the streams are counted.
 */
function pointsOf(
  count: number,
  at: (rank: number) => number,
  independent: number,
): Curve | undefined {
  if (count === 0 || independent === 0) return undefined
  const points: (readonly [number, number])[] = []
  let lastRank = -1
  for (const share of SHARES) {
    const rank = Math.min(count - 1, Math.floor(share * count))
    if (rank === lastRank) continue
    lastRank = rank
    points.push([at(rank), (rank + 1) / count])
  }
  return { points, bandRatio: Math.sqrt(Math.log(2 / 0.05) / (2 * independent)), count }
}
