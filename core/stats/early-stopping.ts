import { binomialCdf, binomialUpperTail } from './binomial.ts'

/** What was seen: so many streams, of which so many missed the limit. */
export interface Tally {
  readonly count: number
  readonly misses: number
}

export type Decision = 'pass' | 'fail' | 'undecided'

/** Confidence of a decision. */
export const CONFIDENCE = 0.95

/**
 * MLPerf's early-stopping rule, which decides whether a percentile keeps its limit without estimating it (MLPerf inference
 * rules, "Early stopping", with tolerance d = 0). At the border a stream misses with probability 1 - p.
 * - pass: so few misses would be rare there, BinomCDF(t; n, 1 - p) <= 1 - c;
 * - fail, its mirror: so many would be, P(X >= t; n, 1 - p) <= 1 - c;
 * - else undecided: more streams are needed.
 * Symbols: t misses of n streams, p the percentile (0..1), c the confidence.
 */
export function earlyStopping(
  { count, misses }: Tally,
  percentile: number,
  confidence = CONFIDENCE,
): Decision {
  const border = { trials: count, probability: 1 - percentile }
  // The percentile and the confidence are decimal fractions: 1 - 0.95 must not fail by its last binary digit.
  const alpha = (1 - confidence) * (1 + 1e-12)
  if (count > 0 && binomialCdf(misses, border) <= alpha) return 'pass'
  if (count > 0 && binomialUpperTail(misses, border) <= alpha) return 'fail'
  return 'undecided'
}

/** The smallest number of streams with which `misses` misses still are a pass. */
export function streamsToPass(misses: number, percentile: number, confidence = CONFIDENCE): number {
  const passes = (count: number): boolean =>
    earlyStopping({ count, misses }, percentile, confidence) === 'pass'
  let high = misses + 1
  while (!passes(high)) high *= 2
  let low = misses
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (passes(middle)) high = middle
    else low = middle
  }
  return high
}
