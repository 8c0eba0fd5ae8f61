import type { Fault, Plan, Step } from './plan.ts'
import { endAfter } from './end-after.ts'

/** Sends an error object after `afterTokens` tokens, when the next step would have been due, and ends there. */
export const error =
  (args: { readonly afterTokens: number; readonly kind: string }): Fault =>
  (plan: Plan): Plan =>
    endAfter(plan, {
      name: 'error',
      afterTokens: args.afterTokens,
      end: (withheld: Step) => ({ kind: 'error', atMs: withheld.atMs, errorKind: args.kind }),
    })
