import { roundMs } from '../units.ts'
import type { Fault, Plan, Step } from './plan.ts'

/** Silence of `forMs` after `afterTokens` tokens: all later steps are due that much later. */
export const stall =
  (args: { readonly afterTokens: number; readonly forMs: number }): Fault =>
  (plan: Plan): Plan =>
    args.afterTokens > plan.tokens()
      ? plan
      : {
          ...plan,
          faults: [...plan.faults, 'stall'],
          steps: () => stalled(plan, args.afterTokens, args.forMs),
        }

function* stalled(
  plan: Plan,
  afterTokens: number,
  forMs: number,
): Generator<Step, undefined, undefined> {
  const steps = plan.steps()
  let sent = 0
  for (let step = steps.next(); step.done !== true; step = steps.next()) {
    const late = sent >= afterTokens ? forMs : 0
    if (step.value.kind === 'token') sent++
    yield late === 0 ? step.value : { ...step.value, atMs: roundMs(step.value.atMs + late) }
  }
  return undefined
}
