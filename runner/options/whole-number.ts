import { accept, type Parser, refuse } from './parsed.ts'

export interface CountRange {
  readonly least: number
  readonly most: number
  /** In the hint. */
  readonly example: number
}

/** A whole number within a range. */
export const wholeNumber =
  ({ least, most, example }: CountRange): Parser<number> =>
  (text, flag) => {
    const hint = `Give a whole number from ${least} to ${most}, for example ${flag} ${example}.`
    const digits = text.trim()
    if (!/^-?\d+$/u.test(digits)) return refuse(`"${text}" is not a whole number.`, hint)
    // By BigInt, since a number beyond 2^53 would be rounded into the range.
    const value = BigInt(digits)
    if (value < BigInt(least)) return refuse(`"${text}" is too small.`, hint)
    if (value > BigInt(most)) return refuse(`"${text}" is too large.`, hint)
    return accept(Number(value))
  }
