import type { StreamRecord } from '../../core/record/record.ts'

/** What streams that are read slowly did to the server, to what lies between, and to others. Medians are over streams. */
export interface SlowReaderFigures {
  readonly scenario: string
  readonly route: string
  /** `sse`, `ws`, …, and the protocol below it. */
  readonly transport: StreamRecord['transport']
  readonly protocol?: string
  readonly streams: number
  readonly bytesPerSecond?: number
  readonly receiveBufferBytes?: number
  /** Streams for which the mock could not write for a while; absent, as all of the server's, where no log tells. */
  readonly blockedStreams?: number
  /** Median time for which the mock could not write. */
  readonly blockedMs?: number
  /** Median time for which the reader kept away from bytes that could be read. */
  readonly withheldMs?: number
  /** Most that one stream had waiting in the mock. */
  readonly maxQueuedBytes?: number
  /** Streams that the server gave up because of the client. */
  readonly abortedStreams?: number
  /** Streams that the server wrote to the end although the client had not read them: what lies between took it all. */
  readonly swallowedStreams?: number
  /** Median bytes of one stream that the server had got rid of and the client had not read. */
  readonly absorbedBytes?: number
  /**
   * Of these, what the kernels on the way hold: as much as on the direct route, where there is nothing else; and the rest,
   * which a proxy holds. Absent where the direct route was not measured.
   */
  readonly absorbedByKernelBytes?: number
  readonly absorbedByProxyBytes?: number
  /** Of the streams beside them: each one's p95 gap over that of the same stream without slow readers, median over pairs. */
  readonly bystanderPairs?: number
  readonly bystanderGapRatio?: number
  readonly bystanderGapLowRatio?: number
  readonly bystanderGapHighRatio?: number
}
