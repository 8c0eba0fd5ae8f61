import type { Plan, Step } from './plan.ts'

/** An early end: `end` makes the last step from the first one that is withheld. */
export interface EarlyEnd {
  readonly name: string
  readonly afterTokens: number
  readonly end: (withheld: Step) => Step
}

/** The plan up to and including token number `afterTokens`, then the given end; unchanged if it has fewer tokens. */
export function endAfter(plan: Plan, early: EarlyEnd): Plan {
  if (early.afterTokens > plan.tokens()) return plan
  return {
    ...plan,
    tokens: () => early.afterTokens,
    faults: [...plan.faults, early.name],
    steps: () => stepsUntil(plan, early),
  }
}

function* stepsUntil(plan: Plan, early: EarlyEnd): Generator<Step, undefined, undefined> {
  const steps = plan.steps()
  let sent = 0
  for (let step = steps.next(); step.done !== true; step = steps.next()) {
    if (sent === early.afterTokens) {
      yield early.end(step.value)
      return undefined
    }
    if (step.value.kind === 'token') sent++
    yield step.value
  }
  return undefined
}
