import type { ComparedMetric } from '../../core/compare-info.ts'

/** One figure of one block. */
export interface BlockValue {
  /** The percentile over the block's streams; for `completion` the ratio. Absent where no stream has it. */
  readonly value?: number
  /** Streams with the value; for `completion` those that count. */
  readonly streams: number
}

/** One metric of one scenario, block by block: equal positions are a pair. */
export interface MeasuredMetric {
  readonly scenario: string
  readonly compared: ComparedMetric
  readonly a: readonly BlockValue[]
  readonly b: readonly BlockValue[]
  readonly control: readonly BlockValue[]
  /** Our own measuring error in milliseconds at that percentile, where it is known. */
  readonly ownErrorMs?: number
}
