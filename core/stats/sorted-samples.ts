declare const sortedBrand: unique symbol

/** Finite numbers in ascending order: what every quantile asks for, so that nobody passes an unsorted array. */
export type SortedSamples = Float64Array & { readonly [sortedBrand]: true }

/** A sorted copy; values that are not finite are left out, since they have no place in an order. */
export function sortSamples(values: ArrayLike<number>): SortedSamples {
  const copy = new Float64Array(values)
  let kept = 0
  for (const value of copy) {
    if (Number.isFinite(value)) copy[kept++] = value
  }
  const samples = copy.subarray(0, kept)
  // In place: `toSorted` would hold a second copy, and a run can have millions of samples.
  // oxlint-disable-next-line unicorn/no-array-sort
  samples.sort()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that makes the brand
  return samples as SortedSamples
}
