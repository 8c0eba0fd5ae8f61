/** What streams that are read slowly did to the server, to what lies between, and to others. */
export interface SlowReaderFigures {
  readonly scenario: string
  readonly route: string
  readonly streams: number
  readonly bytesPerSecond?: number
  readonly receiveBufferBytes?: number
  /** Median over streams of the time for which the mock could not write. */
  readonly blockedMs?: number
  /** Median over streams of the time for which the reader kept away from bytes that could be read. */
  readonly withheldMs?: number
  /** Most that one stream had waiting in the mock. */
  readonly maxQueuedBytes?: number
  /** Streams that the server gave up. */
  readonly abortedStreams?: number
  /** Bytes of one stream that had been sent and not been read, by the place that held them (median over streams). */
  readonly absorbedBytes?: {
    readonly kernel?: number
    readonly nginx?: number
    readonly mock?: number
  }
  /** Of the streams beside them that read at full speed: p99 of their gaps while the slow ones ran, over that without. */
  readonly bystanderGapRatio?: number
  readonly bystanderGapLowRatio?: number
  readonly bystanderGapHighRatio?: number
}
