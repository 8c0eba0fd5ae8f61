import { type Detector, findingOn, type Observation } from './detector.ts'
import { extent } from './extent.ts'
import type { GroupEvidence } from './group-evidence.ts'
import {
  LEAST_ACTIVE_STREAMS,
  LEAST_RATIO,
  LEAST_STALL_MS,
  MOST_MEDIAN_GAP_MS,
  MOST_OWN_LAG_MS,
  OWN_STALL_RATIO,
  STALLED_RATIO,
} from './thresholds.ts'

/** A time in which nearly all open streams were silent. */
export interface Stall {
  readonly fromMs: number
  readonly toMs: number
  /** Streams that were open, at the least, while it lasted. */
  readonly activeStreams: number
}

/**
 * Times in which nearly every open stream stands still at once, failure mode G1: the server's event loop, its detokeniser, or a
 * hop. Left out where our own client stood still as well: the canary was silent, or our reader was late.
 */
export const commonModeStall: Detector = (observation) => {
  const { group } = observation
  const stalls = stallsOf(group).filter((stall) => !ours(observation, stall))
  if (stalls.length === 0) return []
  const lengths = stalls.map(({ fromMs, toMs }) => toMs - fromMs)
  const longestMs = extent(lengths).most
  return [
    findingOn(group, 'common-mode-stall', {
      severity: 'warning',
      view: 'outside',
      what: `${stalls.length === 1 ? 'Once' : `${stalls.length} times`} nearly all open streams stood still together, for up to ${longestMs.toFixed(0)} ms.`,
      evidence: {
        stalls: stalls.length,
        longestMs,
        totalMs: lengths.reduce((sum, length) => sum + length, 0),
        activeStreams: extent(stalls.map((stall) => stall.activeStreams)).most,
      },
      remedy:
        'Look for work that blocks the one thread all streams share (tokeniser, garbage collection, a synchronous call), or for a CPU quota; on a hop, for a reload or a full worker.',
    }),
  ]
}

/** Sweeps once over the begins and ends of streams and of their silences. */
export function stallsOf(group: GroupEvidence): readonly Stall[] {
  const { atMs, active: dActive, silent: dSilent, order } = edgesOf(group)
  const found: Stall[] = []
  let [active, silent] = [0, 0]
  let open: { readonly fromMs: number; least: number } | undefined
  for (const edge of order) {
    active += dActive[edge]!
    silent += dSilent[edge]!
    if (active >= LEAST_ACTIVE_STREAMS && silent >= STALLED_RATIO * active) {
      open ??= { fromMs: atMs[edge]!, least: active }
      open.least = Math.min(open.least, active)
    } else if (open !== undefined) {
      const [fromMs, toMs] = [open.fromMs, atMs[edge]!]
      if (toMs - fromMs >= LEAST_STALL_MS) found.push({ fromMs, toMs, activeStreams: open.least })
      open = undefined
    }
  }
  return found
}

/** Moments of the sweep by columns: when, and how many more streams are open and silent from then on; and their order in time. */
interface Edges {
  readonly atMs: Float64Array
  readonly active: Int8Array
  readonly silent: Int8Array
  readonly order: Uint32Array
}

function edgesOf({ streams, silenceRows, silenceFromMs, silenceToMs }: GroupEvidence): Edges {
  // Only streams that kept every gap: of others no silence is known.
  const brisk = streams.rows(
    (row) => streams.at(row, 'medianGapMs') < MOST_MEDIAN_GAP_MS && streams.at(row, 'bursts') > 1,
  )
  const isBrisk = new Set(brisk)
  const silences = [...silenceRows.values().keys()].filter((i) => isBrisk.has(silenceRows.at(i)))
  const length = 2 * (brisk.length + silences.length)
  const [atMs, active, silent] = [
    new Float64Array(length),
    new Int8Array(length),
    new Int8Array(length),
  ]
  for (const [i, row] of brisk.entries()) {
    atMs[2 * i] = streams.at(row, 'scheduledMs') + streams.at(row, 'ttftMs')
    atMs[2 * i + 1] = streams.at(row, 'scheduledMs') + streams.at(row, 'e2eMs')
    active.set([1, -1], 2 * i)
  }
  for (const [i, silence] of silences.entries()) {
    const place = 2 * (brisk.length + i)
    atMs.set([silenceFromMs.at(silence), silenceToMs.at(silence)], place)
    silent.set([1, -1], place)
  }
  const order = Uint32Array.from({ length }, (_, i) => i).toSorted((a, b) => atMs[a]! - atMs[b]!)
  return { atMs, active, silent, order }
}

function ours({ group: { streams }, ownStalls }: Observation, { fromMs, toMs }: Stall): boolean {
  const own = ownStalls.map(([from, to]) => Math.min(to, toMs) - Math.max(from, fromMs))
  if (extent(own).most >= OWN_STALL_RATIO * (toMs - fromMs)) return true
  const there = streams.rows(
    (row) => streams.at(row, 'startedMs') < toMs && streams.at(row, 'endedMs') > fromMs,
  )
  const late = there.filter((row) => streams.at(row, 'lagMaxMs') > MOST_OWN_LAG_MS)
  return late.length > LEAST_RATIO * there.length
}
