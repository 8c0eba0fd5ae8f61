/**
 * What the mock really did for one request: one line of `truth.ndjson`. Instants are milliseconds on CLOCK_MONOTONIC,
 * the clock of the records, so both can be joined by `stream` on one host.
 */
export interface TruthLine {
  readonly v: 1
  /** The request's `x-request-id`; absent when it sent none. */
  readonly stream?: string
  readonly key: string
  readonly instance: string
  readonly path: string
  readonly dialect: string
  readonly arrivedMs: number
  readonly headersMs?: number
  /** Waited for a free slot; absent where the profile has no limit. Counted in `dueMs`. */
  readonly queuedMs?: number
  /** Read immediately before the system call that wrote each token. */
  readonly tokenMs: readonly number[]
  /** When each of those tokens was due. */
  readonly dueMs: readonly number[]
  readonly endMs: number
  /** Tokens written. */
  readonly sent: number
  /** `played`, `client_gone`, `slow_client` or `fault:NAME`. */
  readonly outcome: string
  readonly clientGoneMs?: number
  readonly tokensAfterGone?: number
  readonly blockedMs?: number
  readonly maxQueuedBytes?: number
}
