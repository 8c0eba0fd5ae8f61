import { type Ms, roundMs } from '../units.ts'
import type { Plan, Step } from './plan.ts'

/** How a resilient endpoint deals with its provider. */
export interface Retries {
  /** Attempts in all. */
  readonly attempts: number
  /** After the n-th rate limit (1, 2, …) it waits this long. */
  readonly waitMs: (n: number) => number
  /** So many attempts are rate-limited on top of what the faults do. */
  readonly rateLimited: number
}

const TOO_MANY = 429

/** 3 attempts; 2^n s after the n-th rate limit, times `scale`. */
export const retriesOf = (rateLimited: number, scale: number): Retries => ({
  attempts: 3,
  waitMs: (n) => 2 ** n * 1_000 * scale,
  rateLimited,
})

/**
 * One plan of all attempts: each rate limit (a refusal by 429) is announced and waited out, until an attempt streams, fails
 * otherwise, or the attempts are used up. An error keeps what was said before it.
 */
export function resilient(attempt: (n: number) => Plan, retries: Retries): Plan {
  const [before, last] = lastAttempt(attempt, retries)
  const { refusal: _, ...rest } = last
  return {
    ...rest,
    faults: [...Array.from({ length: before }, () => 'rate-limit'), ...last.faults],
    steps: () => steps(attempt, retries),
  }
}

const limited = (plan: Plan, n: number, retries: Retries): boolean =>
  n < retries.rateLimited || plan.refusal?.status === TOO_MANY

/** The attempt that streams or fails, and the number of rate limits; one without tokens when the attempts are used up. */
function lastAttempt(
  attempt: (n: number) => Plan,
  retries: Retries,
): readonly [limits: number, plan: Plan] {
  let n = 0
  while (n < retries.attempts && limited(attempt(n), n, retries)) n++
  if (n < retries.attempts) return [n, attempt(n)]
  const nothing: Plan = {
    ...attempt(0),
    tokens: () => 0,
    faults: [],
    steps: () => [][Symbol.iterator](),
  }
  return [n, nothing]
}

function* steps(
  attempt: (n: number) => Plan,
  retries: Retries,
): Generator<Step, undefined, undefined> {
  let fromMs = 0
  for (let n = 0; n < retries.attempts; n++) {
    const plan = attempt(n)
    const atMs = roundMs(fromMs + (plan.refusal?.atMs ?? 0))
    if (!limited(plan, n, retries)) {
      yield* plan.refusal === undefined
        ? later(plan, fromMs)
        : [failure(atMs, `status_${plan.refusal.status}`)]
      return undefined
    }
    if (n === retries.attempts - 1) yield failure(atMs, 'max_retries')
    else {
      const waitMs = retries.waitMs(n + 1)
      yield { kind: 'notice', atMs, retry: n + 1, waitMs }
      fromMs = atMs + waitMs
    }
  }
  return undefined
}

const failure = (atMs: Ms, errorKind: string): Step => ({
  kind: 'error',
  atMs,
  errorKind,
  partial: '',
})

/** The attempt's own steps; its error carries the text so far. */
function* later(plan: Plan, byMs: number): Generator<Step, undefined, undefined> {
  const own = plan.steps()
  const mayFail = plan.faults.includes('error')
  let partial = ''
  for (let step = own.next().value; step !== undefined; step = own.next().value) {
    const atMs = roundMs(step.atMs + byMs)
    if (mayFail && step.kind === 'token') partial += step.text
    yield step.kind === 'error' ? { ...step, atMs, partial } : { ...step, atMs }
  }
  return undefined
}
