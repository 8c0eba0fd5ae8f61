import type { LoadSpec } from '../core/load-spec.ts'
import { seededRandom } from '../core/random.ts'
import type { StageOrder } from '../core/stage/stage-order.ts'
import { Lanes } from './load/lane.ts'
import { probeRoutes } from './load/probe.ts'
import { stage } from './load/stage.ts'
import { timedStarts } from './load/timed-starts.ts'

/** What happens in the middle of each part; the first instance is gone after the last. */
const PARTS: readonly (readonly [string, StageOrder])[] = [
  ['reload', { do: 'reload-nginx' }],
  ['drain', { do: 'end-mock', instance: 0, how: 'term' }],
]

/** A part of even load for each event, over all routes at once: streams are open when it happens, others start after. */
export async function reload(spec: LoadSpec): Promise<void> {
  const { load, durationMs = 0 } = spec
  if (load.kind !== 'open') throw new Error('reload is an open loop: give no --concurrency')
  const lanes = new Lanes(spec)
  const routes = await probeRoutes(lanes)
  if (routes.length === 0) return
  let index = 0
  for (const [variant, order] of PARTS) {
    const from = index
    index += await timedStarts(lanes, {
      ...load,
      durationMs,
      random: seededRandom(spec.seed).fork(variant),
      order: (i) => ({
        route: routes[i % routes.length] as number,
        index: from + i,
        kind: 'measured',
        over: { tags: { variant } },
      }),
      event: { afterMs: durationMs / 2, happen: () => stage(spec, order) },
    })
  }
}
