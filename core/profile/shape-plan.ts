import type { Plan, Step } from '../plan/plan.ts'
import { lump } from '../plan/lump.ts'
import { seededRandom } from '../random.ts'
import { roundMs } from '../units.ts'
import { stallsOf } from './draw.ts'
import type { Profile, Stalls } from './profile.ts'

/** The plan with a profile's stalls and lumps; no fault, so the truth log calls it played. */
export function shapePlan(plan: Plan, { stalls, lumpSize }: Profile): Plan {
  const halting = stalls === undefined ? plan : { ...plan, steps: () => halted(plan, stalls) }
  if (lumpSize === undefined || lumpSize === 1) return halting
  return { ...lump({ size: lumpSize })(halting), faults: plan.faults }
}

function* halted(plan: Plan, stalls: Stalls): Generator<Step, undefined, undefined> {
  const silence = stallsOf(stalls, seededRandom(plan.seed).fork(plan.key).fork('stalls'))
  const steps = plan.steps()
  let late = 0
  let first = true
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) {
    if (step.kind === 'token' && !first) late += silence()
    first = false
    yield late === 0 ? step : { ...step, atMs: roundMs(step.atMs + late) }
  }
  return undefined
}

/** The plan at a slower pace: everything after the first token is that many times as far from it. */
export function slowPlan(plan: Plan, factor: number): Plan {
  return factor === 1 ? plan : { ...plan, steps: () => slowed(plan, factor) }
}

function* slowed(plan: Plan, factor: number): Generator<Step, undefined, undefined> {
  const steps = plan.steps()
  let origin: number | undefined
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) {
    origin ??= step.atMs
    yield { ...step, atMs: roundMs(origin + (step.atMs - origin) * factor) }
  }
  return undefined
}
