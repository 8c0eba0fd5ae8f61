import { sortSamples } from './sorted-samples.ts'

/**
 * How alike the values of one group are, whatever their distribution: the correlation of two values of one group in
 * normal scores, 0 (no more alike than any two) to 1.
 *
 * The correlation r of their ranks is the one-way intraclass correlation (Donner, "A review of inference procedures for the
 * intraclass correlation coefficient in the one-way random effects model", 1986):
 * r = (B - W)/(B + (m - 1)·W), with B and W the mean squares between and within the k groups of n_i values, N in all, and
 * m = (N - sum(n_i²)/N)/(k - 1). Ties have their middle rank. A normal copula with correlation c gives its ranks
 * r = 6/π·asin(c/2) (Kruskal, "Ordinal measures of association", 1958), hence c = 2·sin(π·r/6).
 */
export function rankLikeness(groups: readonly (readonly number[])[]): number {
  const filled = groups.filter((group) => group.length > 0)
  const sorted = sortSamples(filled.flat())
  const total = sorted.length
  const degrees = { between: filled.length - 1, within: total - filled.length }
  if (degrees.between < 1 || degrees.within < 1) return 0
  const middle = (total - 1) / 2
  let between = 0
  let within = 0
  let squaredSizes = 0
  for (const group of filled) {
    const ranks = group.map((value) => middleRank(sorted, value))
    const mean = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length
    between += ranks.length * (mean - middle) ** 2
    for (const rank of ranks) within += (rank - mean) ** 2
    squaredSizes += ranks.length ** 2
  }
  const size = (total - squaredSizes / total) / degrees.between
  const [b, w] = [between / degrees.between, within / degrees.within]
  const below = b + (size - 1) * w
  const r = below > 0 ? Math.min(1, Math.max(0, (b - w) / below)) : 0
  return 2 * Math.sin((Math.PI * r) / 6)
}

/** 0-based rank of a value that is among them; the middle one where it is there several times. */
function middleRank(sorted: Float64Array, value: number): number {
  return (
    (firstFrom(sorted, (held) => held >= value) + firstFrom(sorted, (held) => held > value) - 1) / 2
  )
}

/** First position from which on the condition holds. */
function firstFrom(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
