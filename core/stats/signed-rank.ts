/** Beyond so many pairs 2^-n leaves the range in which the counts are exact to the last digits of a double. */
export const MOST_PAIRS = 1000

/**
 * The distribution of Wilcoxon's signed-rank statistic W for n pairs whose differences are symmetric about zero:
 * `result[w]` = P(W <= w) for w = 0 .. n(n + 1)/2. Exact, by the recursion over ranks c_r(w) = c_(r-1)(w) + c_(r-1)(w - r)
 * (Wilcoxon, "Individual comparisons by ranking methods", 1945; Hollander, Wolfe and Chicken, "Nonparametric
 * statistical methods", 2014, section 3.1), n^3/6 additions; no normal approximation at any n.
 * `pairs` is 0..1000.
 */
export function signedRankDistribution(pairs: number): Float64Array {
  const most = (pairs * (pairs + 1)) / 2
  const mass = new Float64Array(most + 1)
  mass[0] = 1
  let reached = 0
  for (let rank = 1; rank <= pairs; rank++) {
    reached += rank
    for (let w = reached; w >= rank; w--) mass[w] = (mass[w]! + mass[w - rank]!) / 2
    for (let w = Math.min(rank - 1, reached); w >= 0; w--) mass[w] = mass[w]! / 2
  }
  let sum = 0
  return mass.map((share) => (sum += share))
}
