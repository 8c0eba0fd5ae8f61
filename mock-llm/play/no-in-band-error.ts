import type { Plan, Step } from '../../core/plan/plan.ts'

/** The plan for a way that has no room for an error object: where it would come, the body breaks off without its end. */
export const noInBandError = (plan: Plan): Plan => ({ ...plan, steps: () => broken(plan) })

function* broken(plan: Plan): Generator<Step, undefined, undefined> {
  const steps = plan.steps()
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) {
    yield step.kind === 'error'
      ? { kind: 'cut', atMs: step.atMs, how: 'no-last-chunk', text: '' }
      : step
  }
  return undefined
}
