/**
 * P-values adjusted for how many there are, in the order given: each may be held against 0.05, and the chance of even
 * one false alarm among all stays below 0.05, however they depend on each other (Holm, "A simple sequentially rejective
 * multiple test procedure", 1979). With p_(1) <= … <= p_(m): p'_(i) = max over j <= i of min(1, (m - j + 1)·p_(j)).
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, at) => at).toSorted((a, b) => pValues[a]! - pValues[b]!)
  const adjusted = pValues.map(() => 1)
  let least = 0
  for (const [passed, at] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - passed) * pValues[at]!))
    adjusted[at] = least
  }
  return adjusted
}
