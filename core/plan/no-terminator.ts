import { mapSteps } from './map-steps.ts'
import type { Fault } from './plan.ts'

/** The regular end without its terminator: finish reason and usage are sent, then the body ends. */
export const noTerminator: Fault = (plan) =>
  mapSteps(plan, 'no-terminator', ({ step }) =>
    step.kind === 'finish' ? [{ ...step, unterminated: true }] : [step],
  )
