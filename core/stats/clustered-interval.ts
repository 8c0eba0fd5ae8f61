import { type Interval, intervalRanks } from './quantile-interval.ts'

/** Of one cluster (a stream): how many values it has, and how many of them are not above the pooled percentile. */
export interface ClusterCount {
  readonly total: number
  readonly notAbove: number
}

/** Below this many clusters the spread between them is not known well enough. */
export const CLUSTERS_NEEDED = 30

/**
 * How many independent samples the pooled values of dependent clusters are worth at the percentile p
 * (Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts
 * estimated from survey data", 1998): n_eff = q(1 - q)/V·(z/t)^2, capped at the number of values n. Here q = sum(m_c)/n
 * is the share of values not above the percentile, and V = G/(G - 1) · sum((m_c - q·n_c)^2)/n^2 its variance between
 * the G clusters with n_c values each, m_c of them not above. Undefined with fewer than 30 clusters.
 */
export function effectiveSamples(clusters: readonly ClusterCount[]): number | undefined {
  const groups = clusters.length
  if (groups < CLUSTERS_NEEDED) return undefined
  let total = 0
  let notAbove = 0
  for (const cluster of clusters) {
    total += cluster.total
    notAbove += cluster.notAbove
  }
  const share = notAbove / total
  let squares = 0
  for (const cluster of clusters) squares += (cluster.notAbove - share * cluster.total) ** 2
  const variance = ((groups / (groups - 1)) * squares) / total ** 2
  if (variance === 0) return total
  return Math.min(total, ((share * (1 - share)) / variance) * freedom(groups - 1))
}

/**
 * (z/t)^2 for the 97.5 % quantiles of the normal and of Student's distribution with v degrees of freedom: the spread between
 * few clusters is itself uncertain. t = z + (z^3 + z)/4v + (5z^5 + 16z^3 + 3z)/96v^2 (Cornish and Fisher), z = 1.96.
 */
function freedom(v: number): number {
  const z = 1.959963984540054
  const t = z + (z ** 3 + z) / (4 * v) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * v * v)
  return (z / t) ** 2
}

/**
 * The two probabilities whose pooled quantiles enclose the percentile with 95 %: the ranks of `intervalRanks`
 * for `effective` independent samples, as positions of type 7. With independent values they are those ranks exactly.
 * Undefined where so many samples are too few.
 */
export function clusteredIntervalPositions(
  effective: number,
  percentile: number,
): Interval | undefined {
  const samples = Math.floor(effective)
  const ranks = intervalRanks(samples, percentile)
  if (ranks === undefined) return undefined
  return { low: (ranks.low - 1) / (samples - 1), high: (ranks.high - 1) / (samples - 1) }
}
