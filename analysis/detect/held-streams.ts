import { BURST_GAP_MS, median } from './arrivals.ts'
import type { EvidenceTable } from './evidence-table.ts'
import type { GroupEvidence } from './group-evidence.ts'
import { isLateByOne } from './late-by-one.ts'
import {
  BLIND_E2E_MS,
  BLIND_EVENTS,
  HELD_RATIO,
  LEAST_HOLD_GAPS,
  LEAST_HOLD_MS,
  MOST_BURSTS_RATIO,
  NOT_HELD_RATIO,
} from './thresholds.ts'

/** Streams that were held back, of those that could have shown it. */
export interface HeldStreams {
  /** Whose first token came with the last ones. */
  readonly whole: readonly number[]
  /** Those, and the ones that came in lumps. */
  readonly held: readonly number[]
  readonly eligible: readonly number[]
  /** By what it was told. */
  readonly by: 'truth' | 'transit' | 'direct' | 'itself'
}

/** With fewer events, or bursts of them, a short delay looks like a hold. */
const SHOWS_EVENTS = 8

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
  if (streams.rows((row) => !Number.isNaN(streams.at(row, 'truth'))).length > 0) {
    const own = byTruth.filter((row) => !isLateByOne(streams, row))
    const whole = own.filter(
      (row) =>
        holdRatio(streams, row) > HELD_RATIO &&
        streams.at(row, 'truthEmittedHoldRatio') <= NOT_HELD_RATIO,
    )
    const lumped = own.filter((row) => lumpedByTruth(streams, row))
    return { whole, held: union(whole, lumped), eligible: byTruth, by: 'truth' }
  }
  const stamped = shown.filter((row) => !Number.isNaN(streams.at(row, 'transitMaxMs')))
  if (stamped.length > 0) {
    const held = stamped.filter((row) => lumpedByTransit(streams, row))
    const whole = held.filter((row) => holdRatio(streams, row) > HELD_RATIO)
    return { whole, held, eligible: stamped, by: 'transit' }
  }
  const reference = direct === undefined ? undefined : usualHold(direct)
  if (reference !== undefined && reference <= NOT_HELD_RATIO) {
    const held = shown.filter((row) => holdRatio(streams, row) > HELD_RATIO)
    return { whole: held, held, eligible: shown, by: 'direct' }
  }
  const long = shown.filter(
    (row) =>
      streams.at(row, 'contentEvents') >= BLIND_EVENTS && streams.at(row, 'e2eMs') >= BLIND_E2E_MS,
  )
  const held = long.filter((row) => holdRatio(streams, row) > HELD_RATIO)
  return { whole: held, held, eligible: long, by: 'itself' }
}

const union = (a: readonly number[], b: readonly number[]): readonly number[] =>
  [...new Set([...a, ...b])].toSorted((x, y) => x - y)

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

const lumpedByTruth = (streams: EvidenceTable, row: number): boolean =>
  streams.at(row, 'holdMaxMs') >= leastHold(streams.at(row, 'truthMeanGapMs')) &&
  streams.at(row, 'bursts') <= MOST_BURSTS_RATIO * streams.at(row, 'truthBursts')

/** A stamped token tells how long it was on its way; without the log nobody knows how it left, so bursts stand for themselves. */
function lumpedByTransit(streams: EvidenceTable, row: number): boolean {
  const events = streams.at(row, 'contentEvents')
  const usualGapMs = streams.at(row, 'e2eMs') / events
  return (
    streams.at(row, 'transitMaxMs') >= leastHold(usualGapMs) &&
    // Not one hold of a few, but of most.
    streams.at(row, 'transitMedianMs') >= streams.at(row, 'transitMaxMs') / 4 &&
    usualGapMs >= BURST_GAP_MS &&
    streams.at(row, 'bursts') <= MOST_BURSTS_RATIO * events
  )
}

const leastHold = (gapMs: number): number => Math.max(LEAST_HOLD_MS, LEAST_HOLD_GAPS * gapMs)
