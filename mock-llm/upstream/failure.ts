/** Why a provider's answer is no whole one. The truth log says `fault:upstream-NAME`. */
export type FailureName =
  /** Answered by a status that is no success. */
  | 'status'
  /** No connection, or no answer on it. */
  | 'unreachable'
  /** A success that is no event stream. */
  | 'not-a-stream'
  /** An error object within the stream. */
  | 'error'
  /** A clean end before the finish reason. */
  | 'cut'
  /** The connection or the framing of the body broke. */
  | 'reset'
  /** An event that does not parse, or text that is not UTF-8. */
  | 'corrupt'
  /** The terminator without a finish reason: a cut stream that was made to look whole. */
  | 'unfinished'
  /** A finish reason and a clean end, but no terminator. */
  | 'unterminated'

export interface Failure {
  readonly name: FailureName
  /** A sentence for people. */
  readonly message: string
  /** The status for a client that has not been answered yet. */
  readonly status: number
  /** The provider's own code of an error within the stream. */
  readonly code?: string
  /** The provider's `Retry-After`, as it came. */
  readonly retryAfter?: string
}

const BAD_GATEWAY = 502

/** A failure for which the provider has no status of its own: 502. */
export const failure = (name: FailureName, message: string): Failure => ({
  name,
  message,
  status: BAD_GATEWAY,
})
