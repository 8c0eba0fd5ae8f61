import { mapSteps } from './map-steps.ts'
import { middleOf } from './middle-of.ts'
import type { Damage, Fault } from './plan.ts'

/**
 * Damages the event of the token that follows `afterTokens` tokens (default: half of them): `malformed` sends a whole event
 * whose data does not parse, `bad-utf8` a byte within its text that no UTF-8 has. A plan without it stays as it is.
 */
export const damage =
  (how: Damage, args: { readonly afterTokens?: number | undefined }): Fault =>
  (plan) => {
    const afterTokens = args.afterTokens ?? Math.max(0, middleOf(plan) - 1)
    if (afterTokens >= plan.tokens()) return plan
    return mapSteps(plan, how, ({ step, before }) =>
      step.kind === 'token' && before === afterTokens ? [{ ...step, damage: how }] : [step],
    )
  }
