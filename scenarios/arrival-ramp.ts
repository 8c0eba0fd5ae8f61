import type { LoadSpec } from '../core/load-spec.ts'
import { seededRandom } from '../core/random.ts'
import { numberOf } from '../core/scenario/knob-values.ts'
import { rises, type Sample } from '../core/stats/trend.ts'
import { Lanes } from './load/lane.ts'
import { probeRoutes } from './load/probe.ts'
import { stage } from './load/stage.ts'
import { timedStarts } from './load/timed-starts.ts'

/** Of open streams that the mock's queue takes before it refuses: far more than a step can fill. */
const QUEUE = 100_000

/** A step: so many starts a second, the numbers of its streams from `index` on. */
interface Step {
  readonly route: number
  readonly ratePerSecond: number
  readonly index: number
}

/**
 * Steps of an open loop, each with more starts a second, on one route after the other. A route's ramp ends with the first
 * step that is over-saturated: open streams and time to first token both rise all through it.
 */
export async function arrivalRamp(spec: LoadSpec): Promise<void> {
  const { knobs } = spec
  const slots = numberOf(knobs, 'slots')
  const limited = spec.stageUrl !== undefined && slots > 0
  if (limited) await stage(spec, { do: 'control', change: { load: { slots, queue: QUEUE } } })
  const lanes = new Lanes(spec)
  for (const route of await probeRoutes(lanes)) await ramp(lanes, route)
  if (limited) await stage(spec, { do: 'restore' })
}

async function ramp(lanes: Lanes, route: number): Promise<void> {
  const { knobs, load } = lanes.spec
  if (load.kind !== 'open') throw new Error('arrival-ramp is an open loop: give no --concurrency')
  let ratePerSecond = load.ratePerSecond
  let index = 0
  for (let step = 0; step < numberOf(knobs, 'steps') && !lanes.refused; step++) {
    const { starts, saturated } = await climb(lanes, { route, ratePerSecond, index })
    if (saturated) return
    index += starts
    ratePerSecond *= numberOf(knobs, 'factor')
  }
}

/** Plays one step to the end of its streams. */
async function climb(
  lanes: Lanes,
  { route, ratePerSecond, index }: Step,
): Promise<{ readonly starts: number; readonly saturated: boolean }> {
  const { spec } = lanes
  const open: Sample[] = []
  const waits: Sample[] = []
  const tags = { variant: rateName(ratePerSecond) }
  const starts = await timedStarts(lanes, {
    arrivals: spec.load.kind === 'open' ? spec.load.arrivals : { kind: 'constant' },
    ratePerSecond,
    durationMs: spec.durationMs ?? 0,
    random: seededRandom(spec.seed).fork(`step/${index}`),
    order(i, atMs) {
      open.push({ atMs, value: lanes.inFlight })
      return { route, index: index + i, kind: 'measured', over: { tags } }
    },
    // Who got no token has waited all the same.
    ended: ({ ttftMs, endMs }, atMs) => waits.push({ atMs, value: ttftMs ?? endMs }),
  })
  return { starts, saturated: rises(open) && rises(waits) }
}

/** `15`, `22.5`: as it stands in the report. */
const rateName = (ratePerSecond: number): string => String(Number(ratePerSecond.toPrecision(3)))
