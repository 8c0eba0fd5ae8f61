import { roundMs } from '../units.ts'
import type { Plan, Step } from './plan.ts'

/**
 * What is left of a plan for a client that has seen everything up to step number `last` (tokens count 0, 1, 2, …; the regular
 * end is one above the last token). The next step is due at once, the others keep their distances.
 */
export function resumeAfter(plan: Plan, last: number): Plan {
  return {
    ...plan,
    tokens: Math.max(0, plan.tokens - last - 1),
    steps: () => remaining(plan, last),
  }
}

function* remaining(plan: Plan, last: number): Generator<Step, undefined, undefined> {
  const steps = plan.steps()
  let step = steps.next().value
  while (step?.kind === 'token' && step.index <= last) step = steps.next().value
  const beganMs = step?.atMs ?? 0
  for (; step !== undefined; step = steps.next().value) {
    yield { ...step, atMs: roundMs(step.atMs - beganMs) }
  }
  return undefined
}
