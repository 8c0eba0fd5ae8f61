import type { EventArrivals } from '../../core/playout/arrivals.ts'
import type { StreamRecord } from '../../core/record/record.ts'

/**
 * The content events of a stream in their order: from the gaps that the record kept, else from its reads. Undefined with fewer
 * than two events, and for a stream of so many that only a histogram of its gaps was kept, which has no order.
 */
export function eventArrivals(record: StreamRecord): EventArrivals | undefined {
  const { ttftMs, contentEvents, tokens, gapsMs } = record
  if (ttftMs === undefined || !(contentEvents > 1)) return undefined
  const gaps = gapsMs?.length === contentEvents - 1 ? gapsMs : gapsOfReads(record)
  if (gaps === undefined) return undefined
  return { ttftMs, gapsMs: gaps, tokensPerEvent: Math.max(1, tokens / contentEvents) }
}

/** Events of one read have no gap between them. */
function gapsOfReads({ readsAt = [], contentEvents }: StreamRecord): number[] | undefined {
  const gaps: number[] = []
  let lastMs: number | undefined
  for (const [atMs, , events] of readsAt) {
    for (let i = 0; i < events; i++) {
      if (lastMs !== undefined) gaps.push(atMs - lastMs)
      lastMs = atMs
    }
  }
  return gaps.length === contentEvents - 1 ? gaps : undefined
}
