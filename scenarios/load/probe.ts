import type { StreamRecord } from 'k6/x/streamgauge'
import type { Lanes } from './lane.ts'

/**
 * One stream a route before the load, ended at its first token. A route that does not stream at all is left out of the
 * run; the numbers of those that do are returned, and all of them without probing when the run asks for none.
 */
export async function probeRoutes(lanes: Lanes): Promise<readonly number[]> {
  const { spec } = lanes
  const good: number[] = []
  for (let route = 0; route < spec.routes.length; route++) {
    if (!spec.probe || (await streams(lanes, route))) good.push(route)
  }
  return good
}

async function streams(lanes: Lanes, route: number): Promise<boolean> {
  const [kind] = lanes.kinds
  const first = await lanes.open({ route, index: 0, kind: 'probe' })
  if (kind === undefined || !rejectsUsage(first, kind.bodies)) return usable(first)
  const withUsage = kind.bodies
  kind.bodies = withUsage.map(withoutUsage)
  const second = await lanes.open({ route, index: 1, kind: 'probe' })
  if (!usable(second)) kind.bodies = withUsage
  return usable(second)
}

/** 408, 429 and 5xx may pass, so they do not rule a route out. */
function usable(record: StreamRecord): boolean {
  if (record.outcome === 'refused' || record.outcome === 'not_a_stream') return false
  if (record.outcome !== 'error_status') return true
  const status = record.status ?? 0
  return status === 408 || status === 429 || status >= 500
}

/** Some compatible servers answer 400 or 422 to `stream_options`: asked again without, once. */
function rejectsUsage(record: StreamRecord, bodies: readonly string[]): boolean {
  const asked = bodies.some((body) => body.includes('"stream_options"'))
  return asked && (record.status === 400 || record.status === 422)
}

function withoutUsage(body: string): string {
  const { stream_options: _, ...rest } = JSON.parse(body) as Record<string, unknown>
  return JSON.stringify(rest)
}
