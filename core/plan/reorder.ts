import { mapSteps } from './map-steps.ts'
import { middleOf } from './middle-of.ts'
import type { Fault, Plan, Step, TokenStep } from './plan.ts'

/**
 * Exchanges the two tokens that follow `afterTokens` tokens (default: about half of them); the instants stay. A plan
 * without them stays as it is.
 */
export const reorder =
  (args: { readonly afterTokens?: number | undefined }): Fault =>
  (plan) => {
    const afterTokens = args.afterTokens ?? middleOf(plan) - 1
    return afterTokens + 2 > plan.tokens() ? plan : exchanged(plan, afterTokens)
  }

const exchanged = (plan: Plan, first: number): Plan =>
  mapSteps(plan, 'reorder', ({ step, following, before }) => {
    if (step.kind !== 'token') return [step]
    if (before === first && following?.kind === 'token') {
      return [at(following, step), at(step, following)]
    }
    return before === first + 1 ? [] : [step]
  })

const at = (token: TokenStep, place: Step): Step => ({ ...token, atMs: place.atMs })
