import { type Detector, findingOn, type Observation } from './detector.ts'
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
  const longestMs = Math.max(...lengths)
  return [
    findingOn(group, 'common-mode-stall', {
      severity: 'warning',
      view: 'outside',
      what: `${stalls.length === 1 ? 'Once' : `${stalls.length} times`} nearly all open streams stood still together, for up to ${longestMs.toFixed(0)} ms.`,
      evidence: {
        stalls: stalls.length,
        longestMs,
        totalMs: lengths.reduce((sum, length) => sum + length, 0),
        activeStreams: Math.max(...stalls.map((stall) => stall.activeStreams)),
      },
      remedy:
        'Look for work that blocks the one thread all streams share (tokeniser, garbage collection, a synchronous call), or for a CPU quota; on a hop, for a reload or a full worker.',
    }),
  ]
}

/** The moments of a sweep over time: how many streams are open, how many of them are silent. */
type Edge = readonly [atMs: number, active: number, silent: number]

/** Sweeps over the begins and ends of streams and silences, once. */
export function stallsOf(group: GroupEvidence): readonly Stall[] {
  const found: Stall[] = []
  let [active, silent] = [0, 0]
  let open: { fromMs: number; least: number } | undefined
  for (const [atMs, dActive, dSilent] of edgesOf(group)) {
    active += dActive
    silent += dSilent
    const stalled = active >= LEAST_ACTIVE_STREAMS && silent >= STALLED_RATIO * active
    if (stalled) {
      open ??= { fromMs: atMs, least: active }
      open.least = Math.min(open.least, active)
    } else if (open !== undefined) {
      if (atMs - open.fromMs >= LEAST_STALL_MS) {
        found.push({ fromMs: open.fromMs, toMs: atMs, activeStreams: open.least })
      }
      open = undefined
    }
  }
  return found
}

function edgesOf({ streams, silenceRows, silenceFromMs, silenceToMs }: GroupEvidence): Edge[] {
  const edges: Edge[] = []
  // Only streams that kept every gap: of others no silence is known.
  const brisk = (row: number): boolean =>
    streams.at(row, 'medianGapMs') < MOST_MEDIAN_GAP_MS && streams.at(row, 'bursts') > 1
  for (const row of streams.rows(brisk)) {
    const begin = streams.at(row, 'scheduledMs')
    edges.push([begin + streams.at(row, 'ttftMs'), 1, 0], [begin + streams.at(row, 'e2eMs'), -1, 0])
  }
  for (const [i, row] of silenceRows.values().entries()) {
    if (!brisk(row)) continue
    edges.push([silenceFromMs.at(i), 0, 1], [silenceToMs.at(i), 0, -1])
  }
  return edges.toSorted((a, b) => a[0] - b[0])
}

function ours({ group: { streams }, ownStalls }: Observation, { fromMs, toMs }: Stall): boolean {
  const own = ownStalls.map(([from, to]) => Math.min(to, toMs) - Math.max(from, fromMs))
  if (Math.max(0, ...own) >= OWN_STALL_RATIO * (toMs - fromMs)) return true
  const there = streams.rows(
    (row) => streams.at(row, 'startedMs') < toMs && streams.at(row, 'endedMs') > fromMs,
  )
  const late = there.filter((row) => streams.at(row, 'lagMaxMs') > MOST_OWN_LAG_MS)
  return late.length > LEAST_RATIO * there.length
}
