/**
 * P(Z <= z) of the standard normal distribution, to within 1.5e-7: Abramowitz and Stegun, "Handbook of Mathematical
 * Functions", 7.1.26, by erf(x) = 2·P(Z <= x·sqrt(2)) - 1.
 */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const sum =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const above = (sum * Math.exp(-x * x)) / 2
  return z < 0 ? above : 1 - above
}
