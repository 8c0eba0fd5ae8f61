import type { GroupEvidence } from './group-evidence.ts'
import { KNOWN_BUFFERS_BYTES, LEAST_LUMPS, LUMPS_RATIO, SAME_SIZE_RATIO } from './thresholds.ts'

/** The size in which an answer arrives. */
export interface LumpSize {
  /** Mode of the bytes of a burst. */
  readonly lumpBytes: number
  /** Share of the bursts that are of about this size. */
  readonly lumpRatio: number
  /** A buffer that is known to have this size. */
  readonly bufferBytes?: number
}

/**
 * The mode of the bytes a burst of several events, where most bursts are of one size; undefined where they are not. Bursts of a
 * single event say nothing of a buffer.
 */
export function lumpSize(group: GroupEvidence): LumpSize | undefined {
  const events = group.burstEvents.values()
  const lumps = group.burstBytes.values().filter((_, i) => events[i]! >= 2)
  if (lumps.length < LEAST_LUMPS) return undefined
  const sorted = lumps.toSorted()
  let [from, to] = [0, 0]
  for (let low = 0, high = 0; low < sorted.length; low++) {
    while (high < sorted.length && sorted[high]! <= sorted[low]! * (1 + SAME_SIZE_RATIO)) high++
    if (high - low > to - from) [from, to] = [low, high]
  }
  const lumpRatio = (to - from) / sorted.length
  if (lumpRatio < LUMPS_RATIO) return undefined
  const lumpBytes = sorted[Math.floor((from + to) / 2)]!
  const bufferBytes = KNOWN_BUFFERS_BYTES.find(
    (size) => Math.abs(lumpBytes / size - 1) <= SAME_SIZE_RATIO,
  )
  return { lumpBytes, lumpRatio, ...(bufferBytes !== undefined && { bufferBytes }) }
}
