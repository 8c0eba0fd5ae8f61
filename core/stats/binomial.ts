/**
 * The binomial distribution, sound for n up to 10^6 and beyond: the probability of one count by Loader's saddle-point
 * expansion ("Fast and accurate computation of binomial probabilities", 2000; R's dbinom), which has no
 * cancelling terms, and the distribution function by adding up the smaller tail outward, all terms positive. That
 * takes about 8·sqrt(n·p·(1-p)) terms: 4 000 for n = 10^6.
 */
export interface Binomial {
  /** Number of trials n. */
  readonly trials: number
  /** Probability p of a success in one trial, 0..1. */
  readonly probability: number
}

/** P(X = k). */
export function binomialPmf(k: number, { trials: n, probability: p }: Binomial): number {
  if (k < 0 || k > n) return 0
  if (p <= 0) return k === 0 ? 1 : 0
  if (p >= 1) return k === n ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const exponent =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p))
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)))
}

/** P(X <= k). */
export function binomialCdf(k: number, distribution: Binomial): number {
  const { trials: n, probability: p } = distribution
  if (k < 0) return 0
  if (k >= n) return 1
  if (p <= 0) return 1
  if (p >= 1) return 0
  const whole = Math.floor(k)
  return whole < n * p ? lowerTail(whole, distribution) : 1 - upperTail(whole + 1, distribution)
}

/** P(X >= k), without the loss of `1 - P(X <= k - 1)` where it is small. */
export function binomialUpperTail(k: number, distribution: Binomial): number {
  const { trials: n, probability: p } = distribution
  if (k <= 0) return 1
  if (k > n || p <= 0) return 0
  if (p >= 1) return 1
  const whole = Math.ceil(k)
  return whole > n * p ? upperTail(whole, distribution) : 1 - lowerTail(whole - 1, distribution)
}

/** The smallest k with P(X <= k) >= q, as scipy.stats.binom.ppf and R's qbinom define it. */
export function binomialQuantile(q: number, distribution: Binomial): number {
  let low = 0
  let high = distribution.trials
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (binomialCdf(middle, distribution) >= q) high = middle
    else low = middle + 1
  }
  return low
}

function lowerTail(k: number, { trials: n, probability: p }: Binomial): number {
  const odds = (1 - p) / p
  let term = binomialPmf(k, { trials: n, probability: p })
  let sum = term
  for (let i = k; i > 0 && term > sum * Number.EPSILON; i--) {
    term *= (i / (n - i + 1)) * odds
    sum += term
  }
  return Math.min(1, sum)
}

function upperTail(k: number, { trials: n, probability: p }: Binomial): number {
  return lowerTail(n - k, { trials: n, probability: 1 - p })
}

const LAST_EXACT = 15
const SMALL_ERRORS = Array.from({ length: LAST_EXACT + 1 }, (_, n) => {
  let logFactorial = 0
  for (let i = 2; i <= n; i++) logFactorial += Math.log(i)
  return n === 0 ? 0 : logFactorial - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n)
})

/** ln n! minus Stirling's formula ln(sqrt(2·pi·n)·(n/e)^n). */
function stirlingError(n: number): number {
  if (n <= LAST_EXACT) return SMALL_ERRORS[n]!
  const square = n * n
  return (
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) /
    n
  )
}

/** x·ln(x/m) + m - x without cancellation, m being the mean. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x
  const v = (x - mean) / (x + mean)
  let sum = (x - mean) * v
  let power = 2 * x * v
  for (let j = 1; ; j++) {
    power *= v * v
    const next = sum + power / (2 * j + 1)
    if (next === sum) return next
    sum = next
  }
}
