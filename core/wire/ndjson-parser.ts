import { createLineSplitter } from './line-splitter.ts'
import { decodeUtf8 } from './utf8.ts'

export interface NdjsonHandlers {
  /** One line that is not blank, without the white space around it; it need not be JSON. */
  readonly onLine: (text: string) => void
  /** Longest line, in bytes; of a longer one so much is kept. Default 16 MiB. */
  readonly maxLineBytes?: number
}

/** A push parser: feed it bytes in any portions. */
export interface NdjsonParser {
  readonly feed: (bytes: Uint8Array) => void
  /** The stream is over; returns true when an unfinished last line was dropped. */
  readonly end: () => boolean
}

const DEFAULT_MAX_LINE_BYTES = 16 * 1024 * 1024
/** White space of JSON (RFC 8259, 2); that of other alphabets is text. */
const AROUND = /^[ \t\r\n]+|[ \t\r\n]+$/g

/**
 * JSON texts, one a line, as the ear reads them (conformance/README.md): LF ends a line, a CR is white space. A last line without its
 * LF counts if it is whole JSON, since nothing else tells it from half a line.
 */
export function createNdjsonParser({
  onLine,
  maxLineBytes: maxBytes = DEFAULT_MAX_LINE_BYTES,
}: NdjsonHandlers): NdjsonParser {
  const line = (bytes: Uint8Array): void => {
    const text = decodeUtf8(bytes).replaceAll(AROUND, '')
    if (text !== '') onLine(text)
  }
  const lines = createLineSplitter({ line, maxBytes, ends: 'lf' })
  return {
    feed: lines.feed,
    end() {
      const rest = lines.pending()
      if (rest.length === 0) return false
      const whole = isJson(decodeUtf8(rest))
      if (whole) line(rest)
      return !whole
    },
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
