import type { ReaderName } from '../../core/playout/readers.ts'
import type { Distribution } from './distribution.ts'

/** How the streams of a group play out to one reader; each stream is one value, however long it is. */
export interface ReaderFigures {
  readonly reader: ReaderName
  readonly tokensPerSecond: number
  /** Streams of at least two content events whose order of gaps is known. */
  readonly streams: number
  /** Streams in which the reader waits longer than 200 ms at least once, their share and its 95 % interval (Wilson). */
  readonly stalledStreams: number
  readonly stalledRatio: number
  readonly stalledLowRatio: number
  readonly stalledHighRatio: number
  /** Of the time that playing takes, the share that the reader waits. */
  readonly stallRatio: Distribution
  /** Waits over 200 ms per 100 tokens. */
  readonly stallsPer100Tokens: Distribution
  readonly longestStallMs: Distribution
  /** Fluidity index: share of the reader's deadlines that were kept, the first one 1 s after the intended start. */
  readonly fluidityRatio: Distribution
  /** Streams with a fluidity index of at least 0.9, their share and its 95 % interval (Wilson). */
  readonly fluentStreams: number
  readonly fluentRatio: number
  readonly fluentLowRatio: number
  readonly fluentHighRatio: number
}
