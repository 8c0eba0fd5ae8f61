import { type FaultSpec, faultOf } from '../plan/faults.ts'
import type { Plan } from '../plan/plan.ts'
import { seededRandom } from '../random.ts'

/**
 * The plan with at most one of a profile's failures, drawn from (the plan's seed, `drawKey`). One that strikes after more
 * tokens than the plan has strikes after its last: a failure that is drawn happens.
 */
export function drawFailure(plan: Plan, failures: readonly FaultSpec[], drawKey: string): Plan {
  let left = seededRandom(plan.seed).fork(drawKey).fork('failures').next()
  for (const failure of failures) {
    const rate = failure.rate ?? 1
    if (left < rate) return faultOf(within(failure, plan.tokens()))(plan)
    left -= rate
  }
  return plan
}

const within = (failure: FaultSpec, tokens: number): FaultSpec =>
  'afterTokens' in failure && failure.afterTokens !== undefined
    ? { ...failure, afterTokens: Math.min(failure.afterTokens, tokens) }
    : failure
