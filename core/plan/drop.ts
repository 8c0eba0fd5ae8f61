import { mapSteps } from './map-steps.ts'
import { middleOf } from './middle-of.ts'
import type { Fault } from './plan.ts'

/** Withholds the token that follows `afterTokens` tokens (default: half of them); a plan without it stays as it is. */
export const drop =
  (args: { readonly afterTokens?: number | undefined }): Fault =>
  (plan) => {
    const afterTokens = args.afterTokens ?? middleOf(plan)
    if (afterTokens >= plan.tokens()) return plan
    const less = mapSteps(plan, 'drop', ({ step, before }) =>
      step.kind === 'token' && before === afterTokens ? [] : [step],
    )
    return { ...less, tokens: () => plan.tokens() - 1 }
  }
