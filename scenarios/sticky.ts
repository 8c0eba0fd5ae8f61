import type { LoadSpec } from '../core/load-spec.ts'
import { seededRandom } from '../core/random.ts'
import { numberOf } from '../core/scenario/knob-values.ts'
import { Lanes } from './load/lane.ts'
import { probeRoutes } from './load/probe.ts'
import { stage } from './load/stage.ts'
import { timedStarts } from './load/timed-starts.ts'

const COOKIE = 'streamgauge_route'

/**
 * Clients that take turns, over all routes at once, each with a cookie and an address of its own: first with both
 * instances of the mock, then with one that is killed in the middle.
 */
export async function sticky(spec: LoadSpec): Promise<void> {
  const { load, durationMs = 0 } = spec
  if (load.kind !== 'open') throw new Error('sticky is an open loop: give no --concurrency')
  const lanes = new Lanes(spec)
  const routes = await probeRoutes(lanes)
  if (routes.length === 0) return
  const clients = numberOf(spec.knobs, 'clients')
  const part = (variant: string, from: number) => ({
    ...load,
    durationMs,
    random: seededRandom(spec.seed).fork(variant),
    order(i: number) {
      const client = Math.floor(i / routes.length) % clients
      return {
        route: routes[i % routes.length] as number,
        index: from + i,
        kind: 'measured' as const,
        over: { tags: { variant, client: String(client) }, headers: identity(client) },
      }
    },
  })
  const starts = await timedStarts(lanes, part('both', 0))
  await timedStarts(lanes, {
    ...part('one-dies', starts),
    event: {
      afterMs: durationMs / 2,
      happen: () => stage(spec, { do: 'end-mock', instance: 0, how: 'kill' }),
    },
  })
}

/** By which a balancer knows a client again: https://www.rfc-editor.org/rfc/rfc6265 and X-Forwarded-For. */
const identity = (client: number): Readonly<Record<string, string>> => ({
  cookie: `${COOKIE}=client-${client}`,
  'x-forwarded-for': `10.0.0.${client + 1}`,
})
