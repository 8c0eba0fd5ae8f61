/** The UTF-8 bytes of a text as a one-byte string. */
export const utf8Bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** Enough for the vocabulary; a foreign text beyond it, or a long one, is encoded each time, so the cache stays bounded. */
const CACHE_LIMIT = 8_192
const LONGEST_CACHED = 32
const cache = new Map<string, string>()

/** `JSON.stringify(text)` as a one-byte string, remembered for each vocabulary entry. */
export function jsonBytes(text: string): string {
  const known = cache.get(text)
  if (known !== undefined) return known
  const bytes = utf8Bytes(JSON.stringify(text))
  if (text.length <= LONGEST_CACHED && cache.size < CACHE_LIMIT) cache.set(text, bytes)
  return bytes
}

/** First byte of a two-byte character (U+00C0 to U+00FF), that is: half a character. */
export const HALF_CHARACTER = '\u00c3'
