/**
 * A percentile of a route minus that of the base route. With pairs, both are of the streams that have the value on both routes, so
 * that a stream which failed on one of them does not pass for a difference.
 */
export interface Difference {
  readonly value: number
  readonly low?: number
  readonly high?: number
  /** The interval includes zero: no difference can be claimed. Printed as `~`. */
  readonly includesZero?: boolean
  /** Smaller than twice our own measuring error. */
  readonly belowOwnError?: boolean
  /** How the interval was found; `none` where there are too few streams for one. */
  readonly method: 'paired-bootstrap' | 'bootstrap' | 'mover' | 'none'
}

/** The same stream index over both routes, route minus base. */
export interface PairedDifference {
  readonly pairs: number
  readonly median: number
  /** Sign interval of the median. */
  readonly low?: number
  readonly high?: number
}

/** One route against the base route of its scenario. */
export interface Comparison {
  readonly scenario: string
  readonly baseRoute: string
  readonly route: string
  readonly ttftMs: { readonly p50?: Difference; readonly p99?: Difference }
  readonly gapMs: { readonly p50?: Difference; readonly p99?: Difference }
  readonly e2eMs: { readonly p50?: Difference; readonly p99?: Difference }
  readonly pairedTtftMs?: PairedDifference
}
