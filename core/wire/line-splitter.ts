/** Cuts a byte stream into lines; push in bytes as they come. */
export interface LineSplitter {
  readonly feed: (bytes: Uint8Array) => void
  /** The line that has not ended yet; valid until the next feed. */
  readonly pending: () => Uint8Array
}

export interface LineSink {
  /** One line without its end; the bytes are only valid during the call. */
  readonly line: (bytes: Uint8Array) => void
  /** Longest line kept; the excess is dropped and `line` gets what was kept. */
  readonly maxBytes: number
  /** What ends a line: LF, CR and CRLF as in server-sent events (the default), or LF alone as in NDJSON. */
  readonly ends?: 'any' | 'lf'
}

const LF = 0x0a
const CR = 0x0d

/**
 * Cuts lines, also across two feeds (https://html.spec.whatwg.org/multipage/server-sent-events.html, `end-of-line`). None of
 * the bytes that end one occurs inside a UTF-8 sequence, so lines can be cut before decoding. A CR ends its line at once; a LF that
 * follows belongs to it.
 */
export function createLineSplitter(sink: LineSink): LineSplitter {
  let pending = new Uint8Array(256)
  let length = 0
  let afterCr = false
  const crEnds = sink.ends !== 'lf'

  const keep = (bytes: Uint8Array): void => {
    const room = Math.min(bytes.length, sink.maxBytes - length)
    if (room <= 0) return
    if (length + room > pending.length) {
      const grown = new Uint8Array(Math.max(2 * pending.length, length + room))
      grown.set(pending.subarray(0, length))
      pending = grown
    }
    pending.set(bytes.subarray(0, room), length)
    length += room
  }
  const emit = (bytes: Uint8Array): void => {
    if (length === 0) {
      sink.line(bytes.length > sink.maxBytes ? bytes.subarray(0, sink.maxBytes) : bytes)
      return
    }
    keep(bytes)
    const line = pending.subarray(0, length)
    length = 0
    sink.line(line)
  }
  return {
    pending: () => pending.subarray(0, length),
    feed(bytes) {
      let start = 0
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]
        if (byte === LF && afterCr) start = at + 1
        else if (byte === LF || (crEnds && byte === CR)) {
          emit(bytes.subarray(start, at))
          start = at + 1
        }
        afterCr = crEnds && byte === CR
      }
      if (start < bytes.length) keep(bytes.subarray(start))
    },
  }
}
