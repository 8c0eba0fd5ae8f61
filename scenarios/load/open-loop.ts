import * as ear from 'k6/x/streamgauge'
import type { LoadSpec } from '../../core/load-spec.ts'
import { seededRandom } from '../../core/random.ts'
import { ownShare, WHOLE_LOAD } from '../../core/schedule/segment.ts'
import { openStarts } from '../../core/schedule/starts.ts'
import type { Lanes } from './lane.ts'
import { until } from './wait.ts'

/** JavaScript works this far ahead; the ear starts each stream at its own instant. */
const AHEAD_MS = 1_000
/** With a cap on open streams each start is decided at its own instant. */
const AHEAD_CAPPED_MS = 2
/** The first start lies this far after the call, so that it too can be met exactly. */
const LEAD_MS = 100

type OpenLoad = Extract<LoadSpec['load'], { kind: 'open' }>

/**
 * Starts streams at planned instants, whatever becomes of them. Resolves when the last has been handed over, to
 * its intended start.
 */
export async function openLoop(
  lanes: Lanes,
  load: OpenLoad,
  routes: readonly number[],
): Promise<number> {
  const { spec } = lanes
  const segment = spec.segment ?? WHOLE_LOAD
  const cap =
    load.maxInFlight === undefined ? Number.POSITIVE_INFINITY : ownShare(load.maxInFlight, segment)
  const aheadMs = load.maxInFlight === undefined ? AHEAD_MS : AHEAD_CAPPED_MS
  const anchorMs = ear.nowMs() + LEAD_MS
  const starts = openStarts(
    {
      ...spec,
      ...load,
      routes: routes.length,
      ...(lanes.course !== undefined && { offsetMs: lanes.course.offsetMs }),
    },
    seededRandom(spec.seed),
  )
  let atMs = anchorMs
  for (const start of starts) {
    atMs = anchorMs + start.atMs
    if (atMs - ear.nowMs() > aheadMs) await until(atMs - aheadMs / 2)
    if (lanes.refused) break
    const route = routes[start.route] as number
    if (lanes.inFlight >= cap) {
      if (!start.warmup) lanes.drop({ route, index: start.index })
      continue
    }
    lanes.launch({
      route,
      index: start.index,
      kind: start.warmup ? 'warmup' : 'measured',
      round: start.round,
      startAtMs: atMs,
    })
  }
  return atMs
}
