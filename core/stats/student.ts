/**
 * P(T <= t) of Student's distribution with a whole number of degrees of freedom, by the finite series of Abramowitz and
 * Stegun, "Handbook of Mathematical Functions", 26.7.3 (odd) and 26.7.4 (even): exact, no special function needed.
 */
export function studentCdf(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const odd = freedom % 2 === 1
  let term = odd ? cosine : 1
  let sum = freedom === 1 ? 0 : term
  for (let i = odd ? 3 : 2; i <= freedom - 2; i += 2) {
    term *= (cosine * cosine * (i - 1)) / i
    sum += term
  }
  const between = odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
  return 0.5 + between / 2
}

/** The t with P(T <= t) = p, 0 < p < 1, as scipy.stats.t.ppf and R's qt have it. */
export function studentQuantile(p: number, freedom: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, freedom)
  let high = 1
  while (studentCdf(high, freedom) < p) high *= 2
  let low = 0
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (studentCdf(middle, freedom) < p) low = middle
    else high = middle
  }
  return high
}
