import { seededRandom } from '../random.ts'
import { tokenSource } from '../text/token-source.ts'
import { mapSteps } from './map-steps.ts'
import { middleOf } from './middle-of.ts'
import type { Fault, TokenStep } from './plan.ts'

/** Indexes of foreign tokens begin here, above those of the longest plan. */
const FIRST_INDEX = 1_000_000

/**
 * Puts in one token of another answer after `afterTokens` tokens (default: half of them), when the next step is due. Its
 * index is none of the plan's: 1,000,000 plus its place. A plan with fewer tokens stays as it is.
 */
export const foreign =
  (args: { readonly afterTokens?: number | undefined }): Fault =>
  (plan) => {
    const afterTokens = args.afterTokens ?? middleOf(plan)
    if (afterTokens > plan.tokens() || plan.refusal !== undefined) return plan
    const random = seededRandom(plan.seed).fork(plan.key).fork(`foreign/${plan.tokens()}`)
    const text = ` ${tokenSource(random).next()}`
    const more = mapSteps(plan, 'foreign', ({ step, before }) => {
      const stranger: TokenStep = {
        kind: 'token',
        atMs: step.atMs,
        index: FIRST_INDEX + afterTokens,
        text,
        foreign: true,
      }
      return before === afterTokens ? [stranger, step] : [step]
    })
    return { ...more, tokens: () => plan.tokens() + 1 }
  }
