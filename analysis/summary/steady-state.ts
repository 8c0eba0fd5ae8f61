/** A figure over the time of the load: a straight line through its means of equal pieces of time. */
export interface Trend {
  /** Mean over the pieces. */
  readonly level: number
  /** Rise a second. */
  readonly perSecond: number
  /** Half of the 99 % interval of the rise (Student's t). */
  readonly marginPerSecond: number
  /** Rise over the longest piece of uninterrupted load, as a share of the level. */
  readonly riseRatio: number
  /** The rise is beyond its margin, and more than a tenth of the level. */
  readonly rising: boolean
}

/**
 * `steady`: neither open streams nor TTFT rise. `rising`: one of them does. `unstable`: both do, so streams come faster than they
 * are served, and TTFT has no percentile, it only grows with the length of the run. `driven`: the starts themselves came
 * faster and faster, as in a ramp. `unknown`: too little load to tell.
 */
export type SteadyResult = 'steady' | 'rising' | 'unstable' | 'driven' | 'unknown'

/** Whether the load was in a steady state once it had warmed up. */
export interface SteadyState {
  readonly result: SteadyResult
  /** From the first start on, time under load that the check leaves out (warm-up, filling up). */
  readonly discardedS: number
  /** What should be left out: 30 s, or as long as two streams take where that is more. A short load has less. */
  readonly wantedDiscardS: number
  /** Time looked at, and the equal pieces that it was cut into. */
  readonly windowS: number
  readonly pieces: number
  readonly startsPerSecond?: Trend
  readonly openStreams?: Trend
  /** Median TTFT of the streams that started in a piece, in milliseconds. */
  readonly ttftMs?: Trend
}
