import { OUTCOMES, type Outcome } from '../../core/outcome.ts'
import { PROBE_TAGS } from '../../core/probe-tags.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { arrivalsOf, BURST_GAP_MS, burstsOf, median } from './arrivals.ts'
import type { EvidenceRow } from './evidence-table.ts'
import { leastBytes } from './least-bytes.ts'

const OUTCOME_NUMBER = new Map(OUTCOMES.map((outcome, number) => [outcome, number]))

/** The number by which an outcome stands in the table. */
export const outcomeNumber = (outcome: Outcome): number => OUTCOME_NUMBER.get(outcome)!

/** What a record alone tells. `instance` is a number of the caller's for the server instance that answered. */
export function recordEvidence(record: StreamRecord, instance: number | undefined): EvidenceRow {
  const arrivals = arrivalsOf(record)
  const bursts = arrivals === undefined ? undefined : burstsOf(arrivals)
  return {
    scheduledMs: record.scheduledMs,
    startedMs: record.startedMs,
    endedMs: record.scheduledMs + record.endMs,
    ttftMs: record.ttftMs,
    e2eMs: record.e2eMs,
    tailMs: record.tailMs,
    outcome: outcomeNumber(record.outcome),
    status: record.status,
    contentEvents: record.contentEvents,
    bytes: record.bytes,
    leastBytes: record.transport === 'ws' ? undefined : leastBytes(record),
    medianGapMs: medianPause(record, bursts?.count),
    bursts: bursts?.count,
    lastBurstRatio: bursts?.lastRatio,
    lagMaxMs: record.lag?.maxMs,
    instance,
    attempt: record.attempt,
    transitMedianMs: record.transit?.p50Ms,
    transitMaxMs: record.transit?.maxMs,
    slowReader: record.reader === undefined ? undefined : 1,
    padBytes: numberTag(record, PROBE_TAGS.padBytes),
    silenceMs: numberTag(record, PROBE_TAGS.silenceMs),
    textHash: hashNumber(record.textSha256),
    vanished: record.cancel?.how === 'vanish' ? 1 : undefined,
    ...integrityEvidence(record),
  }
}

/** Middle of the pauses between bursts, ms: within one there is none. */
function medianPause(
  { gaps, gapsMs = [], contentEvents }: StreamRecord,
  bursts: number | undefined,
): number | undefined {
  if (bursts === contentEvents && gaps !== undefined) return gaps.p50Ms
  return median(gapsMs.filter((gapMs) => gapMs >= BURST_GAP_MS))
}

function integrityEvidence({ integrity, replacementCharacters }: StreamRecord): EvidenceRow {
  return {
    missing: integrity?.missing,
    duplicate: integrity?.duplicate,
    reordered: integrity?.reordered,
    foreign: integrity?.foreign,
    replacementCharacters,
  }
}

function numberTag({ tags }: StreamRecord, name: string): number | undefined {
  const text = tags?.[name]
  const value = text === undefined || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** The first 52 bits of the hash: two different texts are told apart. */
const hashNumber = (sha256: string | undefined): number | undefined =>
  sha256 === undefined ? undefined : Number.parseInt(sha256.slice(0, 13), 16)
