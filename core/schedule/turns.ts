/** A stream's kind, and its number among those of its kind. */
export interface Turn {
  readonly variant: number
  readonly index: number
}

/**
 * Which kind of stream start number `index` is: kinds alternate, in each round as many of one as its weight says, spread
 * over the round as evenly as can be (the earliest due first, as in weighted round robin).
 *
 * @param weights Whole numbers of at least 1, one a kind.
 */
export function turnsOf(weights: readonly number[]): (index: number) => Turn {
  const round = weights
    .flatMap((weight, variant) =>
      Array.from({ length: weight }, (_, k) => ({ variant, place: (k + 0.5) / weight })),
    )
    .toSorted((a, b) => a.place - b.place || a.variant - b.variant)
    .map(({ variant }) => variant)
  return (index) => {
    const place = index % round.length
    const variant = round[place] ?? 0
    const before = round.slice(0, place).filter((one) => one === variant).length
    return {
      variant,
      index: Math.floor(index / round.length) * (weights[variant] ?? 1) + before,
    }
  }
}
