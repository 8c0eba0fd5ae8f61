/**
 * One percentile. `value` is absent below the sample-size rule (`needs` says how many samples it takes), `low` and `high`,
 * its 95 % interval, where a two-sided one does not exist (`intervalNeeds` says from when on).
 */
export interface Percentile {
  readonly value?: number
  readonly low?: number
  readonly high?: number
  readonly needs?: number
  readonly intervalNeeds?: number
  /** There is none: at this many starts a second the load was not steady, and the figure only grows with the run. */
  readonly unstableAtPerSecond?: number
  /** Samples there are. */
  readonly has: number
}

/** A set of values in the unit that the field's name states. */
export interface Distribution {
  readonly count: number
  readonly min: number
  readonly mean: number
  readonly max: number
  readonly p50: Percentile
  readonly p90: Percentile
  readonly p95: Percentile
  readonly p99: Percentile
}

/** The percentiles of a distribution, by name. */
export const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const
export type PercentileName = keyof typeof PERCENTILES

/** All gaps of all streams of a group. */
export interface GapDistribution extends Distribution {
  /** Streams with at least one gap. */
  readonly streams: number
  /** Streams whose gaps were taken: all, or evenly chosen ones where there are too many gaps to hold. */
  readonly streamsUsed: number
  /** Independent samples that the pooled gaps are worth at p50 and p99; absent with fewer than 30 streams. */
  readonly effectiveSamplesP50?: number
  readonly effectiveSamplesP99?: number
  /** Share of gaps known only by a histogram bucket (to within 1.6 %). */
  readonly binnedRatio: number
}
