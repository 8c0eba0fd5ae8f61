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
  /** How the client was noticed to leave; absent where it is not known (it left while it waited for its slot). */
  readonly clientGoneHow?: GoneHow
  readonly tokensAfterGone?: number
  readonly blockedMs?: number
  readonly maxQueuedBytes?: number
  /** Bytes of events and padding that the kernel took, without the framing of the transport. */
  readonly writtenBytes?: number
  /**
   * When each text delta was received from the provider, for a relayed stream (`mock --upstream`). Its `dueMs` are those of
   * the deltas that completed its tokens, so `tokenMs` less `dueMs` is what this hop added to each.
   */
  readonly receivedMs?: readonly number[]
  readonly upstream?: UpstreamTruth
}

/** What a relayed stream saw of its provider; of the last attempt, where there were several. */
export interface UpstreamTruth {
  readonly attempts: number
  /** The request was handed to the HTTP client. */
  readonly askedMs: number
  readonly headersMs?: number
  readonly status?: number
  /** The provider's `x-mock-instance` and `x-mock-key`, where it is a mock too. */
  readonly instance?: string
  readonly key?: string
  /** Events of reasoning, which the chat application does not pass on. */
  readonly reasoningEvents: number
  /** Events of tool calls, for which it has no place. */
  readonly toolCallEvents: number
  readonly finishReason?: string
  readonly usage?: UpstreamUsage
  readonly terminated: boolean
  /** The provider's stream was over: by its terminator, its end, or the break. */
  readonly endMs?: number
  /** It was broken off from here. */
  readonly cancelledMs?: number
}

/** What the provider counted. */
export interface UpstreamUsage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly reasoningTokens?: number
}

/**
 * FIN (a client that half-closes has left), RST or an end without either, a WebSocket's close frame, a message that cancels, the
 * end of an HTTP/2 stream.
 */
export const GONE_HOW = ['fin', 'rst', 'ws-close', 'ws-message', 'h2'] as const
export type GoneHow = (typeof GONE_HOW)[number]

/**
 * A line of its own in `truth.ndjson`, after the stream's: its client reported when it had closed (`PATCH /control`,
 * `clientClosedMs`).
 */
export interface DepartureLine {
  readonly v: 1
  readonly kind: 'departure'
  readonly stream: string
  readonly instance: string
  readonly clientGoneHow: GoneHow
  /** The client's own instant, as it reported it. */
  readonly clientClosedMs: number
  /** As in the stream's line. */
  readonly clientGoneMs: number
  /** From the one to the other. */
  readonly cancelLagMs: number
  /** Tokens whose `tokenMs` is after `clientClosedMs`. */
  readonly tokensAfterClosed: number
}
