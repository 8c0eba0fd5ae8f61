/** The longest prompt and answer that a stream is asked for: what the mock takes. */
export const MOST_TOKENS = 1_000_000

/** Whether a value is a length that can be asked for: a whole number from 1 on. */
export const isTokenCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_TOKENS

/** Why a value of a trace is none, as the end of a sentence. */
export const notTokens = (name: string, found: string): string =>
  `holds ${name} ${found}, which is no whole number from 1 to ${MOST_TOKENS}`
