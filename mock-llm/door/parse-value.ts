import { GENERATE_ANYWAY_BYTES, PAUSE, type SlowReader } from '../play/slow-reader.ts'

/** Each reader takes the text of one setting; undefined means that the text is not allowed. */
type Reader<T> = (text: string) => T | undefined

/** A number in decimal notation, from `least` to `most`. */
export const number =
  (least: number, most: number): Reader<number> =>
  (text) => {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined
    const value = Number(text)
    return value >= least && value <= most ? value : undefined
  }

/** A whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most: number): Reader<number> =>
  (text) =>
    /^\d+$/.test(text) ? number(least, most)(text) : undefined

const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 }

/** A duration with its unit (or 0), at most `mostMs`; in milliseconds. */
export const duration =
  (mostMs: number): Reader<number> =>
  (text) => {
    if (text === '0') return 0
    const [, digits, unit] = /^(\d+(?:\.\d+)?)(us|ms|s|m)$/.exec(text) ?? []
    if (digits === undefined || unit === undefined) return undefined
    const milliseconds = Number(digits) * (UNIT_MS[unit] ?? 1)
    return milliseconds <= mostMs ? milliseconds : undefined
  }

/** Any text but the empty one. */
export const name: Reader<string> = (text) => (text === '' ? undefined : text)

/** A text that may stand in a header and in a file's name. */
export const headerText: Reader<string> = (text) =>
  /^[A-Za-z0-9._:-]{1,64}$/.test(text) ? text : undefined

export const yesNo: Reader<boolean> = (text) =>
  text === 'true' ? true : text === 'false' ? false : undefined

const LARGEST_BUFFER = 1024 * 1024 * 1024
const bytes = wholeNumber(1, LARGEST_BUFFER)
const longest = duration(600_000)

/** A policy for clients that do not read. */
export const slowReader: Reader<SlowReader> = (text) => {
  if (text === 'pause') return PAUSE
  if (text === 'generate-anyway') return { bytes: GENERATE_ANYWAY_BYTES }
  const [, kind, value = ''] = /^(buffer|drop):(.+)$/.exec(text) ?? []
  if (kind === 'buffer') {
    const size = bytes(value)
    return size === undefined ? undefined : { bytes: size }
  }
  const dropAfterMs = kind === 'drop' ? longest(value) : undefined
  return dropAfterMs === undefined ? undefined : { bytes: 0, dropAfterMs }
}
