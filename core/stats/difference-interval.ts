import type { Interval } from './quantile-interval.ts'

/** An estimate with its interval, all in one unit. */
export interface Estimate extends Interval {
  readonly value: number
}

/**
 * The 95 % interval of `b - a` from the intervals of both (MOVER: Zou and Donner, "Construction of confidence limits about
 * effect measures", 2008): low = d - sqrt((b - b_low)^2 + (a_high - a)^2), high = d + sqrt((b_high - b)^2 + (a - a_low)^2)
 * with d = b - a. Holds for unsymmetrical intervals. It takes both as independent: where the same streams went
 * over both routes the true interval is narrower, so this errs on the careful side.
 */
export function differenceInterval(a: Estimate, b: Estimate): Interval {
  const difference = b.value - a.value
  return {
    low: difference - Math.hypot(b.value - b.low, a.high - a.value),
    high: difference + Math.hypot(b.high - b.value, a.value - a.low),
  }
}
