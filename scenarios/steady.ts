import * as ear from 'k6/x/streamgauge'
import type { LoadSpec } from '../core/load-spec.ts'
import { closedLoop } from './load/closed-loop.ts'
import { Lanes } from './load/lane.ts'
import { openLoop } from './load/open-loop.ts'
import { probeRoutes } from './load/probe.ts'

/**
 * A steady load: a probe for each route, a warm-up, then the measured part, open loop or closed. The duration bounds the
 * starts only: streams run on to their own end, and what is still open after the drain time is cut.
 */
export async function steady(spec: LoadSpec): Promise<void> {
  await play(new Lanes(spec))
}

/** The same with lanes of one's own choice. */
export async function play(lanes: Lanes): Promise<void> {
  const { spec } = lanes
  const routes = await probeRoutes(lanes)
  if (routes.length < (spec.needsAllRoutes === true ? spec.routes.length : 1)) return
  const { load } = spec
  if (load.kind === 'open') {
    const lastStartMs = await openLoop(lanes, load, routes)
    ear.cutAfter(Math.max(0, lastStartMs - ear.nowMs()) + spec.drainMs)
  } else {
    await closedLoop(lanes, load, routes)
  }
  await lanes.idle()
}
