/** Least and most of any number of values; without one, infinities the wrong way round. */
export function extent(values: Iterable<number>): {
  readonly least: number
  readonly most: number
} {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return { least, most }
}
