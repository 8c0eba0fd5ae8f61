import * as ear from 'k6/x/streamgauge'
import { type Arrivals, arrivalOffsets } from '../../core/arrivals.ts'
import type { Random } from '../../core/random.ts'
import type { Lanes, StreamOrder } from './lane.ts'
import { until } from './wait.ts'

/** The first start lies this far after the call, so that it too can be met exactly. */
const LEAD_MS = 100
/** Starts are handed to the ear so long before they are due. */
const AHEAD_MS = 500

/** A stretch of an open loop. */
export interface Stretch {
  readonly arrivals: Arrivals
  readonly ratePerSecond: number
  readonly durationMs: number
  readonly random: Random
  /** What start number `i` of the stretch, at its instant, opens. */
  readonly order: (i: number, atMs: number) => StreamOrder
  readonly ended?: (record: ear.StreamRecord, atMs: number) => void
  /** Something that happens so long after the begin. */
  readonly event?: { readonly afterMs: number; readonly happen: () => Promise<void> }
}

/** Plays a stretch to the end of its streams; resolves to how many there were. */
export async function timedStarts(lanes: Lanes, stretch: Stretch): Promise<number> {
  const { arrivals, ratePerSecond, durationMs, random, order, ended, event } = stretch
  const anchorMs = ear.nowMs() + LEAD_MS
  const happened = event && until(anchorMs + event.afterMs).then(event.happen)
  let starts = 0
  for (const offsetMs of arrivalOffsets(arrivals, ratePerSecond, random)) {
    if (offsetMs >= durationMs || lanes.refused) break
    const atMs = anchorMs + offsetMs
    if (atMs - ear.nowMs() > AHEAD_MS) await until(atMs - AHEAD_MS / 2)
    lanes.launch({ ...order(starts, atMs), startAtMs: atMs }, (record) => ended?.(record, atMs))
    starts++
  }
  await happened
  await lanes.idle()
  return starts
}
