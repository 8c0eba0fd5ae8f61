/** Streams that succeeded and met every SLO. One that failed, was cut or has not the value is a miss, never left out. */
export interface Goodput {
  /** The limits, as the user wrote them; a percentile in one has no meaning for a single stream. */
  readonly slos: readonly string[]
  readonly goodStreams: number
  /** Of the streams that count: started less cancelled, and less harness_cut after a signal or an abort. */
  readonly goodRatio: number
  /** Its 95 % interval (Wilson). */
  readonly goodLowRatio: number
  readonly goodHighRatio: number
  /** Good streams that started in the load's window, over its length. */
  readonly goodStreamsPerSecond: number
}
