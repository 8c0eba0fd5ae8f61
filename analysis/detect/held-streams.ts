import { BURST_GAP_MS, median } from './arrivals.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { GroupEvidence } from './group-evidence.ts'
import {
  BLIND_E2E_MS,
  BLIND_EVENTS,
  HELD_RATIO,
  LATE_BY_ONE_RATIO,
  LEAST_HOLD_GAPS,
  LEAST_HOLD_MS,
  MOST_BURSTS_RATIO,
  NOT_HELD_RATIO,
} from './thresholds.ts'

/** Streams that were held back, of those that could have shown it. */
export interface HeldStreams {
  readonly held: readonly number[]
  readonly eligible: readonly number[]
  /** By what it was told. */
  readonly by: 'truth' | 'transit' | 'direct' | 'itself'
}

/** Two events and more, and time between them to be held in. */
const SHOWS_EVENTS = 4

/**
 * The streams of a group that were held back, told by the best reference there is: the mock's log, stamped tokens, the direct
 * route, or, for long answers, nothing but themselves.
 */
export function heldStreams(
  { streams }: GroupEvidence,
  direct: GroupEvidence | undefined,
  keep: (row: number) => boolean = () => true,
): HeldStreams {
  const shown = streams.rows(
    (row) =>
      keep(row) &&
      streams.at(row, 'contentEvents') >= SHOWS_EVENTS &&
      // A slow reader holds its own stream back.
      !(streams.at(row, 'slowReader') === 1),
  )
  const byTruth = shown.filter((row) => streams.at(row, 'truthBursts') >= SHOWS_EVENTS)
  if (byTruth.length > 0) {
    return {
      held: byTruth.filter((row) => heldByTruth(streams, row)),
      eligible: byTruth,
      by: 'truth',
    }
  }
  const stamped = shown.filter((row) => !Number.isNaN(streams.at(row, 'transitMaxMs')))
  if (stamped.length > 0) {
    const held = stamped.filter((row) => heldByTransit(streams, row))
    return { held, eligible: stamped, by: 'transit' }
  }
  const reference = direct === undefined ? undefined : usualHold(direct)
  if (reference !== undefined && reference <= NOT_HELD_RATIO) {
    const held = shown.filter((row) => holdRatio(streams, row) > HELD_RATIO)
    return { held, eligible: shown, by: 'direct' }
  }
  const long = shown.filter(
    (row) =>
      streams.at(row, 'contentEvents') >= BLIND_EVENTS && streams.at(row, 'e2eMs') >= BLIND_E2E_MS,
  )
  const held = long.filter((row) => holdRatio(streams, row) > HELD_RATIO)
  return { held, eligible: long, by: 'itself' }
}

/** H = TTFT / E2E: 1 is an answer that came all at once at its end. */
export const holdRatio = (streams: EvidenceTable, row: number): number =>
  streams.at(row, 'ttftMs') / streams.at(row, 'e2eMs')

/** Middle hold ratio of a group; undefined without streams. */
export const usualHold = ({ streams }: GroupEvidence): number | undefined =>
  median(
    streams
      .rows((row) => streams.at(row, 'contentEvents') >= SHOWS_EVENTS)
      .map((row) => holdRatio(streams, row))
      .filter((ratio) => !Number.isNaN(ratio)),
  )

function heldByTruth(streams: EvidenceTable, row: number): boolean {
  if (streams.at(row, 'lateByOneRatio') >= LATE_BY_ONE_RATIO) return false
  const whole =
    holdRatio(streams, row) > HELD_RATIO &&
    streams.at(row, 'truthEmittedHoldRatio') <= NOT_HELD_RATIO
  const inPart =
    streams.at(row, 'holdMaxMs') >= leastHold(streams.at(row, 'truthMedianGapMs')) &&
    streams.at(row, 'bursts') <= MOST_BURSTS_RATIO * streams.at(row, 'truthBursts')
  return whole || inPart
}

/** A stamped token tells how long it was on its way; without the log nobody knows how it left, so bursts stand for themselves. */
function heldByTransit(streams: EvidenceTable, row: number): boolean {
  const events = streams.at(row, 'contentEvents')
  const usualGapMs = streams.at(row, 'e2eMs') / events
  return (
    streams.at(row, 'transitMaxMs') >= leastHold(usualGapMs) &&
    usualGapMs >= BURST_GAP_MS &&
    streams.at(row, 'bursts') <= MOST_BURSTS_RATIO * events
  )
}

const leastHold = (gapMs: number): number => Math.max(LEAST_HOLD_MS, LEAST_HOLD_GAPS * gapMs)
