import type { Arrivals } from './arrivals.ts'
import type { Dialect } from './dialect/dialect.ts'
import type { SloName } from './slo.ts'

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

/** One way to the target. Several URLs (two mock instances) are taken in turn. */
export interface RouteSpec {
  readonly name: string
  /** Whole URLs, path included. */
  readonly urls: readonly string[]
}

/** Everything a scenario needs, resolved and checked; written by the runner, read by the k6 script. No secrets. */
export interface LoadSpec {
  readonly run: string
  readonly scenario: string
  readonly seed: number
  /** `mock` or the URL's origin. */
  readonly target: string
  readonly dialect: string
  /** A user's own table; absent where the ear knows the dialect by its name. */
  readonly ownDialect?: Dialect
  readonly transport: 'sse' | 'ndjson' | 'chunked' | 'ws'
  readonly routes: readonly RouteSpec[]
  readonly load: Load
  /** Bounds the starts of each route. At least one of the two is given. */
  readonly durationMs?: number
  /** Streams of each route, without warm-up and probe. */
  readonly streams?: number
  readonly warmupMs: number
  readonly probe: boolean
  readonly timeouts: {
    readonly firstMs: number
    readonly stallMs: number
    readonly totalMs: number
  }
  readonly drainMs: number
  /** Length of a block of one route when several routes alternate (A B B A …). */
  readonly blockMs: number
  /** Pause after a block in which its streams end, fixed beforehand so that the schedule is. */
  readonly settleMs: number
  readonly method: 'POST' | 'GET'
  readonly headers: Readonly<Record<string, string>>
  /** Request bodies, taken in turn by stream index; empty for GET. */
  readonly bodies: readonly string[]
  readonly http: '1.1' | '2'
  readonly keepRaw: boolean
  readonly gapMetric: boolean
  /** Limits for goodput, by SLO name. */
  readonly sloLimits: Readonly<Partial<Record<SloName, number>>>
  /** Sends `x-mock-key: SCENARIO/INDEX`; true against our mock only. */
  readonly sendMockKey: boolean
  /** Sent to our mock as `x-mock`. */
  readonly mock?: Readonly<Record<string, unknown>>
  /** Where canary streams come from beside the load; absent where the run has none. */
  readonly canaryUrl?: string
  /** After this many 401, 403 or 429 in a row the run stops; absent = never. */
  readonly stopAfterRefusals?: number
}
