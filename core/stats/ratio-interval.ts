import type { Interval } from './quantile-interval.ts'

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054

/**
 * The 95 % interval of a ratio from counts (Wilson, "Probable inference, the law of succession, and statistical inference",
 * 1927): (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), with p = successes/n. Holds near 0 and 1 too, where the
 * usual p ± z·sqrt(p(1-p)/n) does not. Undefined for n = 0.
 */
export function ratioInterval(successes: number, trials: number): Interval | undefined {
  if (!(trials > 0)) return undefined
  const p = successes / trials
  const shift = (Z * Z) / trials
  const half = Z * Math.sqrt((p * (1 - p)) / trials + shift / (4 * trials))
  return {
    low: Math.max(0, (p + shift / 2 - half) / (1 + shift)),
    high: Math.min(1, (p + shift / 2 + half) / (1 + shift)),
  }
}
