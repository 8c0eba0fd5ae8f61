import type { FoundAgain } from '../../core/found-again.ts'

/** The stage before the load: known streams of every kind. Its TTFT and gap errors stand among the truth figures. */
export interface RunCalibration {
  /** Streams, and those that came whole: every token an event of its own, and a good end. */
  readonly streams: FoundAgain
  readonly stalls: FoundAgain
  readonly lumps: FoundAgain
  /** Every count is right, and the gap error is small: median at most 0.5 ms, p99 at most 3 ms. */
  readonly accepted: boolean
}
