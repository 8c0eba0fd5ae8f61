import type { Arrivals } from './arrivals.ts'
import type { Dialect } from './dialect/dialect.ts'
import type { Segment } from './schedule/segment.ts'
import type { SloName } from './slo.ts'
import type { Lengths } from './workload/lengths.ts'
import type { Trace } from './workload/trace.ts'

/** How streams are started: at planned instants, or whenever a lane is free. */
export type Load =
  | {
      readonly kind: 'open'
      readonly ratePerSecond: number
      readonly arrivals: Arrivals
      /** Starts beyond this many open streams are counted as dropped. */
      readonly maxInFlight?: number
    }
  | {
      readonly kind: 'closed'
      readonly concurrency: number
      /** The lanes start spread over this long. */
      readonly rampMs: number
    }

/** A slow reader: bytes of body a second, the socket's receive buffer, one pause after so many bytes. */
export interface SlowRead {
  readonly bytesPerSecond?: number
  readonly receiveBufferBytes?: number
  readonly pauseAfterBytes?: number
  readonly pauseMs?: number
}

/** When a stream is cancelled, and how its connection ends then. */
export interface Cancel {
  readonly afterMs?: number
  readonly afterTokens?: number
  readonly before?: 'first-token'
  readonly how: 'fin' | 'rst' | 'vanish' | 'ws-message' | 'ws-close'
}

/** Further attempts: all of them, the first too, and the waits in between. */
export interface Again {
  readonly maxAttempts: number
  readonly baseMs?: number
  readonly capMs?: number
  readonly delayMs?: number
  readonly seed?: number
}

/** One way to the target. Several origins (two mock instances) are taken in turn. */
export interface RouteSpec {
  readonly name: string
  /** Scheme, host and port, for example `http://127.0.0.1:8080`. */
  readonly origins: readonly string[]
  /** Instead of the run's. */
  readonly http?: '1.1' | '2'
  /** Where the records say that it leads, instead of to the run's target. */
  readonly target?: string
  /** Paths of streams that are others here. */
  readonly paths?: Readonly<Record<string, string>>
  /** What this way alone tells our mock, over everything else. */
  readonly mock?: Readonly<Record<string, unknown>>
}

/** One kind of stream, resolved: what is asked, and what is done with the answer. */
export interface VariantSpec {
  /** Absent where the scenario has only one kind; else in the record as the tag `variant`. */
  readonly name?: string
  /** Streams of this kind in one turn. */
  readonly weight: number
  readonly dialect: string
  /** A user's own table; absent where the ear knows the dialect by its name. */
  readonly ownDialect?: Dialect
  readonly transport: Dialect['transport']
  readonly method: 'POST' | 'GET'
  /** Path and query below the origin. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Request bodies, taken in turn by stream index; empty for GET. With lengths of its own: a template (core/workload/fill-body.ts). */
  readonly bodies: readonly string[]
  /** In an open loop: of its own, beside the other kinds. */
  readonly arrivals?: Arrivals
  /** Of prompt and answer, where each stream has its own. */
  readonly lengths?: Lengths
  /** Sent to our mock as `x-mock`. */
  readonly mock?: Readonly<Record<string, unknown>>
  readonly read?: SlowRead
  readonly cancel?: Cancel
  readonly retry?: Again
  readonly resume?: Again
}

/** Everything a scenario needs, resolved and checked; written by the runner, read by the k6 script. No secrets. */
export interface LoadSpec {
  readonly run: string
  readonly scenario: string
  readonly seed: number
  /** `mock` or the URL's origin. */
  readonly target: string
  readonly routes: readonly RouteSpec[]
  /** At least one. */
  readonly variants: readonly VariantSpec[]
  /** Of the scenario. */
  readonly knobs: Readonly<Record<string, number | string>>
  readonly load: Load
  /** Of an open loop: when each stream starts, and how long its prompt and its answer are. Bodies are templates. */
  readonly trace?: Trace
  /** Bounds the starts of each route. At least one of the two is given. */
  readonly durationMs?: number
  /** Streams of each route, without warm-up and probe. */
  readonly streams?: number
  readonly warmupMs: number
  /** Which of several generators this is; the numbers above are those of all of them. Absent: the only one. */
  readonly segment?: Segment
  readonly probe: boolean
  readonly timeouts: {
    readonly firstMs: number
    readonly stallMs: number
    readonly totalMs: number
  }
  readonly drainMs: number
  /** Length of a block of one route when several routes alternate (A B B A …). */
  readonly blockMs: number
  /** Just so many blocks of each route, whatever their length, each of its streams tagged with the number of its block. */
  readonly rounds?: number
  /** Nothing is loaded unless every route streams. */
  readonly needsAllRoutes?: true
  /** Pause after a block in which its streams end, fixed beforehand so that the schedule is. */
  readonly settleMs: number
  readonly http: '1.1' | '2'
  readonly keepRaw: boolean
  readonly gapMetric: boolean
  /** Limits for goodput, by SLO name. */
  readonly sloLimits: Readonly<Partial<Record<SloName, number>>>
  /** Sends `x-mock-key: SCENARIO/INDEX`; true against our mock only. */
  readonly sendMockKey: boolean
  /** Where canary streams come from beside the load; absent where the run has none. */
  readonly canaryUrl?: string
  /** Where a scenario asks the runner to do something to the target; absent where the target is not ours. */
  readonly stageUrl?: string
  /** After this many 401, 403 or 429 in a row the run stops; absent = never. */
  readonly stopAfterRefusals?: number
}
