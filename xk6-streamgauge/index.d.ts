/**
 * k6/x/streamgauge: opens streams of tokens, stamps every read on the monotonic clock, and names how each stream ended.
 *
 * Units: every duration is in milliseconds (`…Ms`, floats with microsecond resolution) unless it ends in `S` (seconds);
 * sizes are in bytes; ratios are 0..1. Instants are milliseconds on the host's CLOCK_MONOTONIC, as `nowMs()` gives them.
 */
declare module 'k6/x/streamgauge' {
  /** How a stream ended. The first match of the list in docs/architecture.md wins. */
  export type Outcome =
    | 'complete'
    | 'complete_unterminated'
    | 'length_limited'
    | 'filtered'
    | 'truncated_clean'
    | 'truncated_reset'
    | 'error_in_band'
    | 'error_status'
    | 'not_a_stream'
    | 'timeout_first'
    | 'timeout_stall'
    | 'timeout_total'
    | 'cancelled'
    | 'corrupt'
    | 'harness_cut'
    | 'refused'

  /** When to cancel, and how the connection ends then. One of `afterMs`, `afterTokens`, `before` is needed; the first to come true wins. */
  export interface Cancel {
    /** Milliseconds from the actual start. */
    readonly afterMs?: number
    /** Content events; 1 or more. */
    readonly afterTokens?: number
    /** As soon as the response headers are in, before any token is read. */
    readonly before?: 'first-token'
    /**
     * `fin` (default): an orderly close of the connection. `rst`: a TCP reset. `vanish`: nothing is read, written or closed
     * any more; the kernel acknowledges what fits into its receive buffer, and the socket is closed when the process ends
     * (or when 4096 others vanished after it). On HTTP/2 all three reset the stream by a frame and leave the connection
     * open. Over a WebSocket also `ws-close`: a close frame of 1000, and `ws-message`: a message that asks the server to
     * stop; both then read on until the server ends the stream, at most 1 s, and count what comes.
     */
    readonly how?: 'fin' | 'rst' | 'vanish' | 'ws-message' | 'ws-close'
    /** The message of `ws-message`. Default: `request.cancel` of the dialect's table, else `{"type":"cancel"}`. */
    readonly message?: string
  }

  /** A slow reader. Pacing begins after the first event, so that the time to the first token stays the server's. */
  export interface Read {
    /** Bytes of body per second. */
    readonly bytesPerSecond?: number
    /** Receive buffer of the socket (the kernel doubles it) and, on HTTP/2, the stream's window (at least 4096). */
    readonly receiveBufferBytes?: number
    /** After so many bytes of body, one pause of `pauseMs`. Both or neither. */
    readonly pauseAfterBytes?: number
    readonly pauseMs?: number
  }

  /** What a stream may cost. A stream beyond a limit ends, with the error code named here. Each at least 1. */
  export interface Limits {
    /** One event, line or message. Default 16 MiB; `corrupt`, `event-too-long`. */
    readonly eventBytes?: number
    /** The response headers. Default 256 KiB (1 MiB for a WebSocket's handshake, fixed); `truncated_reset`, `headers-too-long`. */
    readonly headerBytes?: number
    /** The body, after its content encoding is undone. Default 1 GiB; `truncated_reset`, `body-too-long`. */
    readonly totalBytes?: number
    /** Open streams of the whole process, this one included. Default 20000; `refused`, `too-many-open-streams`. */
    readonly openStreams?: number
  }

  /** To go on after a cut (`truncated_clean`, `truncated_reset`) by `Last-Event-ID`, as far as events had ids. Only with transport `sse`. */
  export interface Resume {
    /** All attempts, the first too. */
    readonly maxAttempts: number
    /** Before each further attempt. Default 0. */
    readonly delayMs?: number
  }

  /** To ask a busy server (429, 503) again: after `Retry-After`, else after a wait that doubles, of which a part is drawn. */
  export interface Retry {
    /** All attempts, the first too. */
    readonly maxAttempts: number
    /** Before the second attempt; default 500. The wait is drawn between its half and the whole. */
    readonly baseMs?: number
    /** The longest wait where the server asks for none; default 8000. */
    readonly capMs?: number
    /** Of the draw; default 0. */
    readonly seed?: number
  }

  /** Limits for `llm_goodput`: a stream is good when it succeeds, has every value, and each lies below (`tps`: above) its limit. */
  export interface SloLimits {
    readonly ttftMs?: number
    readonly ttfaMs?: number
    /** The stream's own p95 gap. */
    readonly gapMs?: number
    readonly tpotMs?: number
    readonly e2eMs?: number
    /** Tokens per second. */
    readonly tps?: number
  }

  /** One event, as `onEvent` gets it. */
  export interface StreamEvent {
    /** Arrival, milliseconds from the intended start. */
    readonly atMs: number
    /** The event's name; empty for the default, `message`. */
    readonly event: string
    readonly data: string
    readonly id: string
    /** Whether it brought a token. */
    readonly content: boolean
    /** Whether it is the dialect's terminator. */
    readonly terminator: boolean
  }

  /** Where in an event the text, the finish reason, the usage and the error are. `core/dialect/dialect.ts` describes it. */
  export interface DialectTable {
    readonly name: string
    readonly transport: 'sse' | 'ndjson' | 'chunked' | 'ws'
    readonly framing: 'sse' | 'ndjson' | 'raw' | 'json-message'
    /**
     * Over a WebSocket, `messages`: path, in the body, of a list whose items are sent one by one (absent: the body is the
     * one message), and `cancel`: the message that asks the server to stop.
     */
    readonly request?: {
      readonly messages?: string
      readonly cancel?: unknown
      readonly [field: string]: unknown
    }
    readonly response: { readonly contentTypes: readonly string[] }
    readonly decode: { readonly content: readonly string[]; readonly [field: string]: unknown }
    readonly [field: string]: unknown
  }

  export interface OpenParams {
    /**
     * An `http:` or `https:` URL, for transport `ws` also `ws:` or `wss:`. Redirects are followed, as many as k6's
     * `maxRedirects` says (10); those of a WebSocket's handshake are not.
     */
    readonly url: string
    /** Default: POST with a body, else GET. */
    readonly method?: string
    /**
     * Added unless given: `user-agent` (k6's), `accept` (the dialect's media type), `content-type: application/json` (with a
     * body), `x-request-id` (the stream's id).
     */
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string | ArrayBuffer
    /**
     * Messages to send once a WebSocket is open, in this order. Default: those that `request.messages` of the dialect's table
     * finds in the body, else the body, if there is one.
     */
    readonly messages?: readonly string[]
    /** Name of a dialect's table (default `plain`), or a table of one's own, shaped as those in dialects.json. */
    readonly dialect?: string | DialectTable
    /** Default, and only choice: the dialect's own. */
    readonly transport?: 'sse' | 'ndjson' | 'chunked' | 'ws'
    /** The instant at which to start, kept exactly and the intended start. Absent: now, and the intended start is the instant of the call. */
    readonly startAtMs?: number
    /** The intended start, an instant, where it differs: in a closed loop the instant at which the lane became free. */
    readonly scheduledMs?: number
    readonly timeouts?: {
      /** First token of any kind, from the actual start. Default 30000. */
      readonly firstMs?: number
      /** Silence after content; pings and comments do not count. Default 15000. */
      readonly stallMs?: number
      /** The whole, from the actual start. Default 600000. */
      readonly totalMs?: number
    }
    readonly cancel?: Cancel
    readonly read?: Read
    readonly limits?: Limits
    /** With either, each attempt leaves a record of its own, and the promise resolves to that of the last one. */
    readonly resume?: Resume
    readonly retry?: Retry
    /**
     * Path, in an event, of the object `{i, t}` by which the mock stamps a token: its index, and the instant at which it
     * left. Default `mock`. Empty: look for none.
     */
    readonly stampPath?: string
    /**
     * `1.1`: HTTP/1.1 only. `2`: HTTP/2 only, over cleartext with prior knowledge (h2c). Absent: HTTP/1.1 over cleartext,
     * the server's choice (ALPN) over TLS.
     */
    readonly http?: '1.1' | '2'
    /**
     * Called for each event, in order, before the promise resolves. Costs a call into the script each; a script that is slower
     * than its stream holds the stream's reader back once 16 MiB wait.
     */
    readonly onEvent?: (event: StreamEvent) => void
    /** The user's own tags: in the record and on the metrics. */
    readonly tags?: Readonly<Record<string, string | number | boolean>>
    /** Keep every gap and every read in the record, however many. */
    readonly keepRaw?: boolean
    readonly slo?: SloLimits
    /** Push one `llm_token_gap` sample a gap. k6 keeps every sample in memory until the end. */
    readonly gapMetric?: boolean
    /** Run id; default: one made up for the process. */
    readonly run?: string
    /** Default: k6's scenario. */
    readonly scenario?: string
    /** Id of the stream, unique in the run; sent as `x-request-id`. Default: scenario and number. */
    readonly stream?: string
    /** `mock`, or the URL's origin (default). */
    readonly target?: string
    /** Default `direct`. */
    readonly route?: string
    /** Warm-up and probe streams are recorded, and push no metric but `llm_active_streams`. */
    readonly warmup?: boolean
    readonly probe?: boolean
    /** A stream of a closed loop's ramp: counted, and shown apart. */
    readonly ramp?: boolean
  }

  export interface GapSummary {
    readonly count: number
    readonly minMs: number
    readonly meanMs: number
    readonly p50Ms: number
    readonly p90Ms: number
    readonly p99Ms: number
    readonly maxMs: number
  }

  /**
   * One stream: the line of the records file. Offsets count from the intended start unless stated otherwise. What is not
   * known is absent: never null, never 0.
   */
  export interface StreamRecord {
    readonly v: 1
    readonly run: string
    readonly scenario: string
    readonly stream: string
    readonly target: string
    readonly route: string
    readonly transport: 'sse' | 'ndjson' | 'chunked' | 'ws'
    readonly dialect: string
    /** `HTTP/1.1`, `HTTP/2`. */
    readonly protocol?: string
    /** Wall clock of the actual start, RFC 3339. */
    readonly at: string
    /** Intended and actual start, instants, and their difference. */
    readonly scheduledMs: number
    readonly startedMs: number
    readonly startDelayMs: number
    readonly reused?: boolean
    /**
     * How often Go's HTTP client sent the request again by itself: an HTTP/2 server had refused it unprocessed, or a kept
     * connection was dead. Absent: never.
     */
    readonly resent?: number
    /** Lengths of the phases of a new connection. */
    readonly dnsMs?: number
    readonly connectMs?: number
    readonly tlsMs?: number
    /** From the actual start: request written (over a WebSocket: our messages), response headers, first body byte, first event. */
    readonly sentMs?: number
    readonly headersMs?: number
    readonly firstByteMs?: number
    readonly firstEventMs?: number
    readonly ttftMs?: number
    readonly ttfaMs?: number
    /** As `ttftMs`, from the actual start. */
    readonly ttftFromSendMs?: number
    /** To the last content, to the end of the body, and their difference. */
    readonly e2eMs?: number
    readonly endMs: number
    readonly tailMs?: number
    /** By the server's usage; else content events; for bare text (`bytes`) its length over 4, rounded up. */
    readonly tokens: number
    readonly tokenSource?: 'usage' | 'events' | 'bytes'
    readonly reasoningTokens?: number
    readonly inputTokens?: number
    readonly events: number
    readonly contentEvents: number
    readonly reads: number
    /** Body, before its content encoding is undone. */
    readonly bytes: number
    /** Answer text; of an attempt that goes on from another: of both together, as is the hash. */
    readonly textBytes: number
    readonly textSha256?: string
    /** U+FFFD in the answer: bytes that someone on the way could not read. */
    readonly replacementCharacters?: number
    readonly gaps?: GapSummary
    readonly gapsMs?: readonly number[]
    readonly gapHist?: readonly (readonly [number, number])[]
    readonly readsAt?: readonly (readonly [number, number, number])[]
    readonly tpotMs?: number
    readonly tokensPerSecond?: number
    /** Waits of a reader of 25 tokens/s: those over 200 ms counted, the sum of all, the longest. */
    readonly stalls?: {
      readonly count: number
      readonly totalMs: number
      readonly longestMs: number
    }
    /** Fluidity index with deadlines of 1 s for the first token and 40 ms for each later one. */
    readonly fluidityRatio?: number
    readonly outcome: Outcome
    readonly status?: number
    readonly finishReason?: string
    readonly terminated?: boolean
    /** README.md lists the codes; the message is for people. */
    readonly error?: { readonly phase: string; readonly code: string; readonly message: string }
    /** Tokens out of place, where they were stamped. A missing tail is truncation. */
    readonly integrity?: {
      readonly missing: number
      readonly duplicate: number
      readonly reordered: number
      readonly foreign: number
    }
    /** What was done: `phase` is `connect`, `headers`, `first-token` or `tokens`. */
    readonly cancel?: { readonly atMs: number; readonly how: string; readonly phase: string }
    readonly reader?: {
      readonly bytesPerSecond?: number
      readonly receiveBufferBytes?: number
      /** How long it slept on purpose. */
      readonly withheldMs?: number
      /** The most that lay unread in the kernel after a sleep; unknown over HTTP/2. */
      readonly inFlightBytes?: number
    }
    readonly retryAfterS?: number
    readonly instance?: string
    /** Arrival minus emission of stamped tokens, by the clock of one host. */
    readonly transit?: {
      readonly count: number
      readonly p50Ms: number
      readonly p99Ms: number
      readonly maxMs: number
    }
    readonly stamp?: 'kernel' | 'read'
    readonly lag?: { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number }
    readonly coalescedEvents?: number
    readonly clockStep?: boolean
    readonly warmup?: true
    readonly probe?: true
    readonly ramp?: true
    readonly tailOpen?: true
    /** With `resume` or `retry`: which attempt this is, from 1; `of` is the first one's `stream`; the last knows how many. */
    readonly attempt?: number
    readonly of?: string
    readonly attempts?: number
    readonly tags?: Readonly<Record<string, string>>
  }

  /**
   * Opens one stream. The promise resolves to its record whatever becomes of the stream. Throws on wrong usage (unknown
   * options too) and when the iteration has already ended.
   */
  export function open(params: OpenParams): Promise<StreamRecord>

  /** Now, on CLOCK_MONOTONIC. */
  export function nowMs(): number

  /**
   * Ends as `harness_cut`, `ms` from now, the streams of this VU that are then open. Those still waiting for their start
   * resolve too, and leave no record. Does not keep the iteration from ending earlier.
   */
  export function cutAfter(ms: number): void

  /** Counts `n` intended starts that were not made (`llm_dropped_starts`). */
  export function dropStart(
    n: number,
    labels: {
      readonly scenario?: string
      readonly target?: string
      readonly route?: string
      readonly transport?: string
      readonly dialect?: string
    },
  ): void

  /** Counters of the whole process. */
  export function stats(): {
    readonly started: number
    readonly active: number
    readonly done: number
    readonly tokens: number
    readonly dropped: number
  }
}
