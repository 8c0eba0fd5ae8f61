import { SECRET_HEADERS } from './secret-headers.ts'
import { withoutUser } from './target.ts'

const MASK = '***'
/** A shorter value cannot be told from ordinary text: hiding every "a" would hide everything. */
const SHORTEST = 4
/** Shorter values are hidden only where they stand alone, as no part of a longer word. */
const SHORTEST_WITHIN_WORDS = 8

/** The text with every secret value as `***`, also where it stands escaped within JSON or a URL. */
export function redact(text: string, secrets: { readonly values: readonly string[] }): string {
  let hidden = text
  for (const value of forms(secrets.values)) {
    hidden =
      value.length >= SHORTEST_WITHIN_WORDS
        ? hidden.replaceAll(value, MASK)
        : hidden.replaceAll(new RegExp(`(?<!\\w)${literally(value)}(?!\\w)`, 'gu'), MASK)
  }
  return hidden
}

const literally = (value: string): string =>
  value.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)

/** Longest first, so that a value within another one does not leave the rest of it behind. */
const forms = (values: readonly string[]): readonly string[] =>
  [...new Set(values.flatMap((value) => [value, inJson(value), encodeURIComponent(value)]))]
    .filter((value) => value.length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length)

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1)

/** The command line as it may be stored: values of secret headers and user information hidden, whatever their length. */
export function redactCommandLine(
  words: readonly string[],
  secrets: { readonly values: readonly string[] },
): readonly string[] {
  return words.map((word) => {
    const [, start, name] = /^((?:--header=)?\s*([\w-]+)\s*:\s*)/u.exec(word) ?? []
    if (start !== undefined && SECRET_HEADERS.has((name ?? '').toLowerCase())) return start + MASK
    return redact(withoutUser(word), secrets)
  })
}
