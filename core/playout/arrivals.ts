/** The content events of one stream as they arrived. */
export interface EventArrivals {
  /** Intended start to the first of them, in milliseconds. */
  readonly ttftMs: number
  /** Between each and the one before it; an event that came in the same read is 0 ms later. */
  readonly gapsMs: ArrayLike<number>
  /** Output tokens over content events, at least 1: an event holds a token or more. */
  readonly tokensPerEvent: number
}
