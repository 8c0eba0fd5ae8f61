import { mapSteps } from './map-steps.ts'
import { middleOf } from './middle-of.ts'
import type { Fault } from './plan.ts'

/** Sends token number `afterTokens` (from 1; default the middle one) twice; a plan without it stays as it is. */
export const duplicate =
  (args: { readonly afterTokens?: number | undefined }): Fault =>
  (plan) => {
    const afterTokens = args.afterTokens ?? middleOf(plan)
    if (afterTokens < 1 || afterTokens > plan.tokens()) return plan
    const twice = mapSteps(plan, 'duplicate', ({ step, before }) =>
      step.kind === 'token' && before === afterTokens - 1 ? [step, step] : [step],
    )
    return { ...twice, tokens: () => plan.tokens() + 1 }
  }
