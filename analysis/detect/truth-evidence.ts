import type { StreamRecord } from '../../core/record/record.ts'
import type { JoinedTruth } from '../read/truth-join.ts'
import { arrivalsOf, burstsOf } from './arrivals.ts'
import type { EvidenceRow } from './evidence-table.ts'
import { CANCEL_GRACE_MS, LEAST_PAUSE_MS, LEAST_PAUSES } from './thresholds.ts'

/** What became of a stream at the mock: the classes that detectors tell apart. */
export const TRUTH = {
  played: 0,
  failed: 1,
  clientGone: 2,
  slowClient: 3,
  cut: 4,
  refused: 5,
} as const

/** What record and truth tell together. */
export function truthEvidence(record: StreamRecord, truth: JoinedTruth): EvidenceRow {
  const { tokenMs } = truth
  return {
    truth: truthClass(truth),
    truthSent: truth.sent,
    queuedMaxBytes: truth.maxQueuedBytes,
    blockedMs: truth.blockedMs,
    ...afterCancel(record, truth),
    ...emissionEvidence(record, tokenMs),
    ...holdEvidence(record, tokenMs),
    ...absorption(record, truth),
  }
}

function truthClass({ outcome, sent }: JoinedTruth): number {
  if (typeof outcome !== 'string') return TRUTH.failed
  if (outcome === 'played') return TRUTH.played
  if (outcome === 'client_gone') return TRUTH.clientGone
  if (outcome === 'slow_client') return TRUTH.slowClient
  const faults = outcome.replace(/^fault:/u, '').split('+')
  if (faults.includes('status')) return TRUTH.refused
  if (outcome === 'shutdown' || faults.includes('cut') || faults.includes('error')) return TRUTH.cut
  return sent === 0 ? TRUTH.refused : TRUTH.failed
}

/** Tokens written later than a while after the client had cancelled, and how long the server went on. */
function afterCancel(
  { outcome, cancel, scheduledMs }: StreamRecord,
  { tokenMs, endMs }: JoinedTruth,
): EvidenceRow {
  if (outcome !== 'cancelled' || typeof cancel?.atMs !== 'number') return {}
  const cancelledMs = scheduledMs + cancel.atMs
  const late = tokenMs.filter((at) => at > cancelledMs + CANCEL_GRACE_MS)
  return { sentAfterCancel: late.length, wentOnMs: endMs - cancelledMs }
}

function emissionEvidence(record: StreamRecord, tokenMs: Float64Array): EvidenceRow {
  // Of those that arrived, where the client did not stay for all.
  const instants = tokenMs.subarray(0, record.contentEvents)
  const [first, last] = [instants[0], instants.at(-1)]
  if (first === undefined || last === undefined || instants.length < 2) return {}
  const bursts = burstsOf(instants).count
  return {
    truthEmittedHoldRatio: (first - record.startedMs) / (last - record.startedMs),
    truthBursts: bursts,
    truthMeanGapMs: (last - first) / Math.max(1, bursts - 1),
  }
}

/**
 * Hold of a token: h = arrival - emission, less the smallest of the stream. Only where as many tokens arrived as were sent, else
 * there is no telling which belongs to which.
 */
function holdEvidence(record: StreamRecord, tokenMs: Float64Array): EvidenceRow {
  const arrivals = arrivalsOf(record)
  if (arrivals === undefined || arrivals.length !== tokenMs.length || arrivals.length < 2) return {}
  const transit = arrivals.map((at, i) => at - tokenMs[i]!)
  const least = transit.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = transit.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return {
    holdMaxMs: most - least,
    lateByOneRatio: lateByOne(arrivals, tokenMs),
  }
}

/**
 * Of the tokens that were followed by a pause: the share that arrived when the next one had been sent, or the one after that,
 * since a busy hop hands on a little late. Undefined with few pauses.
 */
function lateByOne(arrivals: readonly number[], tokenMs: Float64Array): number | undefined {
  let pauses = 0
  let late = 0
  for (let i = 0; i + 1 < tokenMs.length; i++) {
    const nextMs = tokenMs[i + 1]!
    if (nextMs - tokenMs[i]! < LEAST_PAUSE_MS) continue
    pauses++
    if (arrivals[i]! >= nextMs && arrivals[i]! < (tokenMs[i + 2] ?? Number.POSITIVE_INFINITY))
      late++
  }
  return pauses < LEAST_PAUSES ? undefined : late / pauses
}

/**
 * What lay between the mock and a slow reader: bytes emitted less bytes arrived. Tokens stand for bytes, since events of one
 * stream are about as long as each other.
 */
function absorption(record: StreamRecord, { tokenMs, endMs, sent }: JoinedTruth): EvidenceRow {
  if (record.reader === undefined || record.contentEvents === 0) return {}
  const eventBytes = record.bytes / record.contentEvents
  const arrivals = arrivalsOf(record) ?? []
  if (arrivals.length === 0) return {}
  let arrived = 0
  let most = 0
  for (const [emitted, at] of tokenMs.entries()) {
    while (arrived < arrivals.length && arrivals[arrived]! <= at) arrived++
    most = Math.max(most, emitted + 1 - arrived)
  }
  const before = arrivals.filter((at) => at <= endMs).length
  return {
    sentBytes: sent * eventBytes,
    absorbedMaxBytes: most * eventBytes,
    absorbedAtEndBytes: (sent - before) * eventBytes,
  }
}
