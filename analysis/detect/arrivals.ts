import type { StreamRecord } from '../../core/record/record.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'

/** Arrivals closer together than this are one burst: what one write, or one buffer, brought. */
export const BURST_GAP_MS = 2

/** Instants at which the content events arrived; undefined where the record did not keep every gap. */
export function arrivalsOf(record: StreamRecord): readonly number[] | undefined {
  const { ttftMs, gapsMs, contentEvents, scheduledMs } = record
  if (ttftMs === undefined) return undefined
  if (contentEvents === 1) return [scheduledMs + ttftMs]
  if (gapsMs === undefined || gapsMs.length !== contentEvents - 1) return undefined
  let at = scheduledMs + ttftMs
  return [at, ...gapsMs.map((gapMs) => (at += gapMs))]
}

/** Bursts in a list of instants, and the share of them that lies in the last one. */
export function burstsOf(instants: ArrayLike<number>): {
  readonly count: number
  readonly lastRatio: number
} {
  let count = instants.length === 0 ? 0 : 1
  let inLast = count
  for (let i = 1; i < instants.length; i++) {
    const joins = instants[i]! - instants[i - 1]! < BURST_GAP_MS
    inLast = joins ? inLast + 1 : 1
    if (!joins) count++
  }
  return { count, lastRatio: instants.length === 0 ? Number.NaN : inLast / instants.length }
}

/** Middle of the values; undefined where there are none. */
export const median = (values: ArrayLike<number>): number | undefined =>
  quantile(sortSamples(values), 0.5)
