import type { Outcome } from '../outcome.ts'

/** Version of the record format, the `v` of each line. */
export const RECORD_VERSION = 1

/** Summary of the gaps between the content events of one stream, in milliseconds. */
export interface GapSummary {
  readonly count: number
  readonly minMs: number
  readonly meanMs: number
  readonly p50Ms: number
  readonly p90Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

/** What went wrong, and in which phase of the stream. */
export interface StreamError {
  /** `dns`, `connect`, `tls`, `proxy`, `send`, `headers`, `body`, `after-terminator`. */
  readonly phase: string
  /** Stable kebab-case code, for example `connection-reset`. */
  readonly code: string
  /** For people; never used as a key. */
  readonly message: string
}

/**
 * One stream, one NDJSON line. Instants are milliseconds on the host's CLOCK_MONOTONIC; offsets count
 * from the intended start `scheduledMs` unless stated otherwise. What is not known is absent.
 */
export interface StreamRecord {
  readonly v: 1
  readonly run: string
  readonly scenario: string
  /** Unique in the run; also sent as `x-request-id`. */
  readonly stream: string
  /** `mock` or the URL's origin. */
  readonly target: string
  readonly route: string
  readonly transport: 'sse' | 'ndjson' | 'chunked' | 'ws'
  readonly dialect: string
  readonly protocol?: string
  /** Wall clock of the actual start, RFC 3339. */
  readonly at: string
  /** Intended start, an instant. */
  readonly scheduledMs: number
  /** Actual start, an instant. */
  readonly startedMs: number
  /** `startedMs - scheduledMs`. */
  readonly startDelayMs: number
  readonly reused?: boolean
  /** How often the HTTP client sent the request again by itself (README.md of the ear says when); absent: never. */
  readonly resent?: number
  /** Lengths of the phases. */
  readonly dnsMs?: number
  readonly connectMs?: number
  readonly tlsMs?: number
  /** Offsets from `startedMs`: request written, response headers, first body byte, first event. */
  readonly sentMs?: number
  readonly headersMs?: number
  readonly firstByteMs?: number
  readonly firstEventMs?: number
  /** Intended start to the first non-empty token of any kind. */
  readonly ttftMs?: number
  /** Intended start to the first answer token. */
  readonly ttfaMs?: number
  /** As `ttftMs`, but from `startedMs`. */
  readonly ttftFromSendMs?: number
  /** Intended start to the last content event. */
  readonly e2eMs?: number
  /** Intended start to the end of the body. */
  readonly endMs: number
  /** `endMs - e2eMs`. */
  readonly tailMs?: number
  /** Output tokens, counted as `tokenSource` says. */
  readonly tokens: number
  readonly tokenSource?: 'usage' | 'events' | 'bytes'
  readonly reasoningTokens?: number
  readonly inputTokens?: number
  readonly events: number
  readonly contentEvents: number
  readonly reads: number
  readonly bytes: number
  readonly textBytes: number
  /** Of the concatenated answer text, lower-case hexadecimal. */
  readonly textSha256?: string
  readonly gaps?: GapSummary
  readonly gapsMs?: readonly number[]
  /** Sparse log-linear histogram `[[bucketIndex, count], …]` when there are too many gaps to list. */
  readonly gapHist?: readonly (readonly [number, number])[]
  /** `[[offset from the intended start in ms, bytes, content events], …]`. */
  readonly readsAt?: readonly (readonly [number, number, number])[]
  readonly tpotMs?: number
  readonly tokensPerSecond?: number
  readonly stalls?: { readonly count: number; readonly totalMs: number; readonly longestMs: number }
  readonly fluidityRatio?: number
  readonly outcome: Outcome
  readonly status?: number
  readonly finishReason?: string
  readonly terminated?: boolean
  readonly error?: StreamError
  readonly integrity?: {
    readonly missing: number
    readonly duplicate: number
    readonly reordered: number
    readonly foreign: number
  }
  readonly cancel?: { readonly atMs: number; readonly how: string; readonly phase: string }
  readonly reader?: {
    readonly bytesPerSecond?: number
    readonly receiveBufferBytes?: number
    /** How long the reader kept away from bytes that could be read. */
    readonly withheldMs?: number
    /** Most bytes seen waiting in the kernel while it did. */
    readonly inFlightBytes?: number
  }
  /** U+FFFD found in the answer's text. */
  readonly replacementCharacters?: number
  /** 1, 2, … of a stream that was resumed or tried again, and the stream that it all began with. */
  readonly attempt?: number
  readonly of?: string
  /** On the last attempt: how many there were. */
  readonly attempts?: number
  readonly retryAfterS?: number
  /** Server instance that answered (`x-mock-instance`). */
  readonly instance?: string
  readonly transit?: {
    readonly count: number
    readonly p50Ms: number
    readonly p99Ms: number
    readonly maxMs: number
  }
  /** Where arrivals were stamped: by the kernel, or at the reader's `read`. */
  readonly stamp?: 'kernel' | 'read'
  /** Our own delay between the kernel's stamp and our reader. */
  readonly lag?: { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number }
  /** Content events that shared a read with an earlier one: their stamps are bounds. */
  readonly coalescedEvents?: number
  /** The wall clock was stepped against the monotonic one while this stream ran. */
  readonly clockStep?: boolean
  readonly warmup?: true
  readonly probe?: true
  readonly ramp?: true
  readonly tailOpen?: true
  readonly tags?: Readonly<Record<string, string>>
}

/** The last line of a finished file; without it the run was killed. */
export interface EndRecord {
  readonly v: 1
  readonly end: true
  readonly run: string
  /** Lines before this one. */
  readonly records: number
  /** Streams started, probes and warm-up too. */
  readonly started: number
  /** `finished`, `interrupted` or `aborted: …`. */
  readonly reason: string
}
