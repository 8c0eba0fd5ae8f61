/** Probability left outside an interval. */
export const ALPHA = 0.05

/**
 * How many samples the percentile p asks for (MLPerf and methods.md 2.9 print the same numbers):
 * - `bound`: n for which a 95 % bound on the outer side exists at all: the largest sample lies above the true percentile
 *   with probability 1 - p^n, hence n >= ln 0.05 / ln p (p90 29, p95 59, p99 299);
 * - `interval`: n for a two-sided 95 % interval, n >= ln 0.025 / ln p (p90 36, p95 72, p99 368).
 * For p < 0.5 the smallest sample plays that part.
 */
export function samplesNeeded(percentile: number, kind: 'bound' | 'interval'): number {
  const outer = Math.max(percentile, 1 - percentile)
  const alpha = kind === 'bound' ? ALPHA : ALPHA / 2
  return Math.ceil(Math.log(alpha) / Math.log(outer))
}
