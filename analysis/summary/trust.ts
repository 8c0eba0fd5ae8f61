import type { RunCalibration } from './run-calibration.ts'

/** Measured minus true over many streams or gaps, in milliseconds. Percentiles and maximum are of the absolute value. */
export interface ErrorFigures {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** Median with its sign: a constant part, such as the way through the kernel. */
  readonly signedMedian: number
}

/**
 * A route against the mock's log, joined by stream id. On the direct route this is our own measuring error (and the way over
 * loopback); on any other it is what the route itself adds.
 */
export interface TruthFigures {
  readonly scenario: string
  readonly route: string
  readonly kind: 'measuring-error' | 'added-delay'
  readonly joinedStreams: number
  readonly withoutTruthStreams: number
  /** Arrival of the first token minus the moment at which it was sent. */
  readonly ttftMs?: ErrorFigures
  /** Gap between arrivals minus gap between sends; only streams that received as many events as were sent. */
  readonly gapMs?: ErrorFigures
  /** Arrival of the last token minus the moment at which it was sent. */
  readonly e2eMs?: ErrorFigures
}

/** How far the figures may be believed. */
export interface Trust {
  readonly ownLagP99Ms?: number
  readonly stamps: 'kernel' | 'read' | 'mixed' | 'unknown'
  readonly truth: readonly TruthFigures[]
  /** The stage before the load; absent where the run had none. */
  readonly calibration?: RunCalibration
  /** How late the mock itself sent its tokens; absent without a truth log. */
  readonly mockLatenessP99Ms?: number
  readonly mockLatenessMaxMs?: number
  readonly clientCpuRatio?: number
  readonly clockStepStreams: number
  /** Streams whose request the HTTP client sent again by itself. */
  readonly resentStreams: number
}
