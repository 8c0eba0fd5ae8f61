/**
 * What happens to a stream whose client does not read. Generation goes on while what waits for the client, beyond the
 * kernel's buffers and the socket's mark of 16 KB, is below both limits; then it pauses until the client has read.
 */
export interface SlowReader {
  /** Bytes that may wait in the process. 0 pauses as soon as the socket asks for it. */
  readonly bytes: number
  /** Tokens that may wait (the bounded queue of `/chat/backpressure`). */
  readonly items?: number
  /** A pause this long breaks the connection off: outcome `slow_client`. Absent: it may last for ever. */
  readonly dropAfterMs?: number
}

/** What `generate-anyway` keeps of one stream at most, so that memory stays bounded whatever clients do. */
export const GENERATE_ANYWAY_BYTES = 16 * 1024 * 1024

/** The default: generation waits for the client. */
export const PAUSE: SlowReader = { bytes: 0 }

/** Items of the queue of `/chat/backpressure`, and how long one may wait to be put in. */
export const QUEUE_ITEMS = 50
export const PUT_TIMEOUT_MS = 30_000

/** Whether generation waits, after a write that the client did not keep up with. */
export function mustWait(
  { bytes, items = Number.POSITIVE_INFINITY }: SlowReader,
  queuedBytes: number,
  waitingTokens: number,
): boolean {
  if (bytes > 0 && queuedBytes >= bytes) return true
  return bytes === 0 && items === Number.POSITIVE_INFINITY ? true : waitingTokens >= items
}
