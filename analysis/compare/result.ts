import type { Finding } from '../../core/finding.ts'
import type { RunInfo } from '../../core/run-info.ts'
import type { Doubt } from '../summary/doubt.ts'
import type { Trust } from '../summary/trust.ts'
import type { Verdict } from '../summary/verdict.ts'

export const COMPARISON_VERSION = 1

export type MetricVerdict = 'worse' | 'better' | 'same' | 'inconclusive'

/** Why a metric is inconclusive, the first that applies. */
export type Reason =
  | 'unfit'
  | 'ended-early'
  | 'control-differs'
  | 'too-few-pairs'
  | 'too-few-streams'
  | 'no-value'
  | 'too-wide'
  | 'at-the-margin'
  | 'not-proven'
  | 'own-error'

/**
 * What B makes of A: a ratio B/A (1 is no difference), for `completion` a difference B - A of two ratios (0 is none). Interval
 * of 95 %.
 */
export interface Effect {
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** Two-sided, of no difference. */
  readonly pValue: number
  /** The same after Holm's correction over all metrics. */
  readonly holmPValue: number
}

/** One block of each side; absent where no stream of the block has the value. */
export interface BlockFigures {
  readonly a?: number
  readonly b?: number
  readonly control?: number
}

/** How much more it would take, if the rest stays as it is. */
export interface Needs {
  readonly pairs?: number
  readonly streamsPerBlock?: number
}

export interface MetricResult {
  readonly scenario: string
  /** `ttft:p50`. */
  readonly metric: string
  readonly kind: 'times' | 'counts'
  readonly unit: 'ms' | 'tokens/s' | 'ratio'
  readonly delta: number
  readonly verdict: MetricVerdict
  readonly reason?: Reason
  readonly needs?: Needs
  /** Median of the blocks; for `completion` the ratio of all streams. */
  readonly a?: number
  readonly b?: number
  readonly effect?: Effect
  /** A2 against A, by the same rule: what the machine makes of no difference at all. */
  readonly control?: Effect
  readonly controlVerdict: MetricVerdict
  /** Streams with the value in the smallest block. */
  readonly fewestStreams: number
  readonly blocks: readonly BlockFigures[]
}

/** `fail`: B is no worse, but a limit given by `--slo` was missed. */
export type ComparisonResult = MetricVerdict | 'fail' | 'invalid'

/** `compare.json`. */
export interface Comparison {
  readonly v: typeof COMPARISON_VERSION
  readonly run: RunInfo
  readonly verdict: {
    readonly result: ComparisonResult
    readonly exitCode: Verdict['exitCode']
    readonly sentence: string
  }
  readonly a: string
  readonly b: string
  readonly pairs: number
  /** A2 against A differs in no metric. */
  readonly controlHolds: boolean
  readonly fit: boolean
  readonly metrics: readonly MetricResult[]
  readonly doubts: readonly Doubt[]
  /** Named faults of the sides, which may be what makes the difference. */
  readonly findings: readonly Finding[]
  readonly trust: Trust
}
