import { mapSteps } from './map-steps.ts'
import type { Fault } from './plan.ts'

/** Each token leaves when the next step is due: a server that flushes only before it writes. */
export const lateByOne: Fault = (plan) =>
  mapSteps(plan, 'late-by-one', ({ step, following }) =>
    step.kind === 'token' && following !== undefined ? [{ ...step, atMs: following.atMs }] : [step],
  )
