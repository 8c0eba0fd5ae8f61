/** Why a text is not allowed: what was found, and what to give instead. */
export interface Refusal {
  readonly message: string
  readonly hint: string
}

export type Parsed<T> = { readonly value: T } | { readonly refusals: readonly Refusal[] }

/** Reads the text of one option; `flag` is the option's own flag, for the example in the hint. */
export type Parser<T> = (text: string, flag: string) => Parsed<T>

export const accept = <T>(value: T): Parsed<T> => ({ value })

export const refuse = (message: string, hint: string): Parsed<never> => ({
  refusals: [{ message, hint }],
})
