import type { Finding } from '../../core/finding.ts'
import type { RunInfo } from '../../core/run-info.ts'
import type { AttemptFigures } from './attempts.ts'
import type { CancellationFigures } from './cancellation.ts'
import type { Comparison } from './comparison.ts'
import type { Doubt } from './doubt.ts'
import type { Group } from './group.ts'
import type { Knee } from './knee.ts'
import type { SlowReaderFigures } from './slow-readers.ts'
import type { Trust } from './trust.ts'
import type { Verdict } from './verdict.ts'

export const SUMMARY_VERSION = 1

export interface BadLine {
  /** From 1. */
  readonly line: number
  readonly problem: string
}

/** What the files held. */
export interface Sources {
  readonly recordLines: number
  readonly streamRecords: number
  readonly badRecordLines: number
  /** The last line had no line feed and was no whole record. */
  readonly tornRecordLine: boolean
  /** The first bad lines. */
  readonly badRecordExamples: readonly BadLine[]
  /** Reason in the end record; absent when there is none: the run was killed. */
  readonly endReason?: string
  /** Lines that the end record says were written. */
  readonly endRecords?: number
  readonly truthLines?: number
  readonly badTruthLines?: number
}

/** One of several folders that a run was merged from: the results of one generator. */
export interface Part {
  /** The folder, as the user named it. */
  readonly name: string
  /** Its own run.json. */
  readonly run: RunInfo
  readonly fit: boolean
  /** Without warm-up and probes. */
  readonly startedStreams: number
  readonly ownLagP99Ms?: number
  readonly startDelayP99Ms?: number
  /** Added to its instants, so that all parts lie on one time line; absent where they share a clock. */
  readonly clockShiftMs?: number
  readonly sources: Sources
}

/** Everything that a run tells, `summary.json`. What is not known is absent. Percentiles are of type 7. */
export interface Summary {
  readonly v: typeof SUMMARY_VERSION
  readonly run: RunInfo
  readonly verdict: Verdict
  /** False when the client was not fit to measure: the millisecond figures are to be read with that in mind. */
  readonly fit: boolean
  readonly doubts: readonly Doubt[]
  /** Faults that the detectors name, the gravest first. */
  readonly findings: readonly Finding[]
  readonly droppedStarts: number
  /** Streams started over all groups, without warm-up and probes. */
  readonly startedStreams: number
  readonly groups: readonly Group[]
  readonly comparisons: readonly Comparison[]
  /** Of streams that were cancelled on purpose; absent where the run had none. */
  readonly cancellation?: readonly CancellationFigures[]
  /** Of streams that were read slowly on purpose; absent where the run had none. */
  readonly slowReaders?: readonly SlowReaderFigures[]
  /** Of streams that were tried again; absent where none was. */
  readonly attempts?: readonly AttemptFigures[]
  /** Of a ramp; absent where the run had none. */
  readonly knees?: readonly Knee[]
  readonly trust: Trust
  readonly sources: Sources
  /** Where several folders were merged: each of them. */
  readonly parts?: readonly Part[]
}
