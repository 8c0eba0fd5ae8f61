import type { Plan, Step } from './plan.ts'

/** One step of a plan and what stands around it. */
export interface Place {
  readonly step: Step
  /** Undefined at the end. */
  readonly following: Step | undefined
  /** Tokens before this step. */
  readonly before: number
}

/** The plan with each step replaced by those that `change`, a pure function, makes of it. */
export function mapSteps(
  plan: Plan,
  name: string,
  change: (place: Place) => readonly Step[],
): Plan {
  return { ...plan, faults: [...plan.faults, name], steps: () => changed(plan, change) }
}

function* changed(
  plan: Plan,
  change: (place: Place) => readonly Step[],
): Generator<Step, undefined, undefined> {
  const steps = plan.steps()
  let before = 0
  let step = steps.next().value
  while (step !== undefined) {
    const following = steps.next().value
    yield* change({ step, following, before })
    if (step.kind === 'token') before++
    step = following
  }
  return undefined
}
