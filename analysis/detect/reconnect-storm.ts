import { type Detector, findingOn } from './detector.ts'
import type { GroupEvidence } from './group-evidence.ts'
import { LEAST_STORM, LEAST_STORM_RATIO, STORM_WINDOW_MS } from './thresholds.ts'

/**
 * Further attempts (resumed streams, retries) that all begin at once, failure modes F6 and E4: the busiest 100 ms against the mean
 * over the time in which there were any starts.
 */
export const reconnectStorm: Detector = ({ group }) => {
  const { streams } = group
  const again = startsOf(group, (row) => streams.at(row, 'attempt') > 1)
  const all = startsOf(group, () => true)
  const most = busiest(again)
  if (most < LEAST_STORM) return []
  const spanMs = Math.max(STORM_WINDOW_MS, all.at(-1)! - all[0]!)
  const mean = (all.length * STORM_WINDOW_MS) / (spanMs + STORM_WINDOW_MS)
  const stormRatio = most / mean
  if (stormRatio < LEAST_STORM_RATIO) return []
  return [
    findingOn(group, 'reconnect-storm', {
      severity: 'warning',
      view: 'outside',
      what: `${most} further attempts began within ${STORM_WINDOW_MS} ms, ${stormRatio.toFixed(1)} times the mean of all starts.`,
      evidence: {
        peakAttempts: most,
        meanStarts: mean,
        stormRatio,
        furtherAttempts: again.length,
        windowMs: STORM_WINDOW_MS,
      },
      remedy:
        'Spread reconnects: a random wait that grows (full jitter), Retry-After with different values, or a retry: field; drain instances one by one.',
    }),
  ]
}

const startsOf = ({ streams }: GroupEvidence, keep: (row: number) => boolean): Float64Array =>
  Float64Array.from(streams.values('startedMs', streams.rows(keep))).toSorted()

/** Most starts within one window, wherever it lies. */
function busiest(starts: Float64Array): number {
  let most = 0
  for (let from = 0, to = 0; to < starts.length; to++) {
    while (starts[to]! - starts[from]! >= STORM_WINDOW_MS) from++
    most = Math.max(most, to - from + 1)
  }
  return most
}
