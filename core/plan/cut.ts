import { type CutHow, type Fault, type Plan, type Step } from './plan.ts'
import { endAfter } from './end-after.ts'

/**
 * Breaks the stream off after `afterTokens` tokens, when the next step would have been due. A plan with fewer tokens
 * never gets that far and stays as it is.
 */
export const cut =
  (args: { readonly afterTokens: number; readonly how: CutHow }): Fault =>
  (plan: Plan): Plan =>
    endAfter(plan, {
      name: 'cut',
      afterTokens: args.afterTokens,
      end: (withheld: Step) => ({
        kind: 'cut',
        atMs: withheld.atMs,
        how: args.how,
        text: withheld.kind === 'token' ? withheld.text : '',
      }),
    })
