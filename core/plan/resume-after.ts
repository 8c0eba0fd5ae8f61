import { ms, roundMs } from '../units.ts'
import type { Plan, Refusal, Step } from './plan.ts'

/**
 * What is left of a plan for a client that has seen everything up to id `last` (tokens count 0, 1, 2, …; the regular end is
 * one above the last token). The next step is due at once, the others keep their distances. A client that has seen the
 * end gets 204, which tells an EventSource to stay away; an id that the answer does not have is a 400.
 */
export function resumeAfter(plan: Plan, last: number): Plan {
  const tokens = plan.tokens()
  if (last >= tokens) {
    const refusal: Refusal =
      last === tokens
        ? { atMs: ms(0), status: 204 }
        : {
            atMs: ms(0),
            status: 400,
            message: `Last-Event-ID: found ${last}; allowed: 0 to ${tokens}, the ids of this answer`,
          }
    return { ...plan, tokens: () => 0, refusal, steps: () => [][Symbol.iterator]() }
  }
  return { ...plan, tokens: () => tokens - last - 1, steps: () => remaining(plan, last) }
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
