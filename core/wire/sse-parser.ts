import { createLineSplitter } from './line-splitter.ts'
import { decodeUtf8 } from './utf8.ts'

/** One dispatched event. */
export interface SseEvent {
  /** The `event` field; `message` where it is absent or empty. */
  readonly event: string
  readonly data: string
  /** The last event ID so far, '' before the first. */
  readonly id: string
}

export interface SseHandlers {
  readonly onEvent: (event: SseEvent) => void
  /** A valid `retry` field, in milliseconds. */
  readonly onRetry?: (retryMs: number) => void
  /** Largest event, in bytes of its lines; a larger one is dropped as a whole. Default 16 MiB. */
  readonly maxEventBytes?: number
  /** Told of each event that was dropped for its size. */
  readonly onOversize?: () => void
}

/** A push parser: feed it bytes in any portions. */
export interface SseParser {
  readonly feed: (bytes: Uint8Array) => void
  /** The stream is over; returns true when an unfinished event was dropped. */
  readonly end: () => boolean
}

const DEFAULT_MAX_EVENT_BYTES = 16 * 1024 * 1024
const BOM = [0xef, 0xbb, 0xbf] as const
const COLON = 0x3a
const SPACE = 0x20

/** The event that is being put together. */
interface Draft {
  type: string
  data: string[]
  /** Bytes of its lines so far; comments count too. */
  bytes: number
  /** Something stands before the blank line. */
  begun: boolean
}

const emptyDraft = (): Draft => ({ type: '', data: [], bytes: 0, begun: false })

/**
 * Server-sent events strictly by the HTML standard
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation): an event without its
 * blank line is dropped at the end, a block without data dispatches nothing (its id still counts).
 */
export function createSseParser(handlers: SseHandlers): SseParser {
  const maxBytes = handlers.maxEventBytes ?? DEFAULT_MAX_EVENT_BYTES
  let draft = emptyDraft()
  let id = ''

  const dispatch = (): void => {
    const { type, data, bytes } = draft
    draft = emptyDraft()
    if (bytes > maxBytes) handlers.onOversize?.()
    else if (data.length > 0) {
      handlers.onEvent({ event: type === '' ? 'message' : type, data: data.join('\n'), id })
    }
  }
  const field = (name: string, value: Uint8Array): void => {
    if (name === 'data') draft.data.push(decodeUtf8(value))
    else if (name === 'event') draft.type = decodeUtf8(value)
    else if (name === 'id') id = value.includes(0) ? id : decodeUtf8(value)
    else if (name === 'retry') {
      const digits = decodeUtf8(value)
      if (/^[0-9]+$/.test(digits)) handlers.onRetry?.(Number(digits))
    }
  }
  const line = (bytes: Uint8Array): void => {
    if (bytes.length === 0) {
      dispatch()
      return
    }
    draft.begun = true
    draft.bytes += bytes.length
    if (draft.bytes > maxBytes) {
      draft.data = []
      return
    }
    const colon = bytes.indexOf(COLON)
    if (colon === 0) return
    if (colon < 0) field(decodeUtf8(bytes), new Uint8Array(0))
    else {
      const from = bytes[colon + 1] === SPACE ? colon + 2 : colon + 1
      field(decodeUtf8(bytes.subarray(0, colon)), bytes.subarray(from))
    }
  }
  // One byte more than allowed is kept, so that a line that is too long is seen to be.
  const lines = createLineSplitter({ line, maxBytes: maxBytes + 1 })
  const feed = withoutBom(lines.feed)
  return { feed, end: () => draft.begun || lines.pending().length > 0 }
}

/** Passes everything on but one byte order mark at the very beginning, which may come in portions. */
function withoutBom(feed: (bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  let matched = 0
  let passed = false
  return (bytes) => {
    let at = 0
    while (!passed && at < bytes.length) {
      if (bytes[at] === BOM[matched]) {
        at++
        matched++
        passed = matched === BOM.length
      } else {
        feed(Uint8Array.from(BOM.slice(0, matched)))
        passed = true
      }
    }
    if (at < bytes.length) feed(at === 0 ? bytes : bytes.subarray(at))
  }
}
