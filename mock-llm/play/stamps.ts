import type { Plan } from '../../core/plan/plan.ts'
import { roundMs } from '../../core/units.ts'

/** When the tokens of one stream were due, and when they left. */
export interface Stamps {
  /** The tokens that one system call wrote: when, and when each of the first `tokens` (default: all) had been due. */
  readonly add: (atMs: number, duesMs: readonly number[], tokens?: number) => void
  readonly count: () => number
  readonly first: () => number | undefined
  readonly last: () => number | undefined
  /** One instant a token. */
  readonly tokenMs: () => number[]
  readonly dueMs: () => number[]
  /** The same two, drawn one by one. */
  readonly eachTokenMs: () => Iterator<number, undefined>
  readonly eachDueMs: () => Iterator<number, undefined>
}

/** Due instants kept; those of a longer stream are drawn from its plan again. */
const DUES_KEPT = 1_024

/**
 * No stamps yet. Tokens of one system call share a stamp, so a flat-out stream of a million tokens is kept as a few
 * thousand runs.
 */
export function createStamps(plan: Plan, arrivedMs: number): Stamps {
  const atMs: number[] = []
  const runs: number[] = []
  const dues: number[] = []
  let count = 0
  return {
    add(at, duesMs, tokens = duesMs.length) {
      atMs.push(at)
      runs.push(tokens)
      count += tokens
      if (count > DUES_KEPT) return
      for (let i = 0; i < tokens; i++) dues.push(duesMs[i] ?? 0)
    },
    count: () => count,
    first: () => atMs[0],
    last: () => atMs.at(-1),
    tokenMs: () => [...eachStamp(atMs, runs)],
    eachTokenMs: () => eachStamp(atMs, runs),
    dueMs: () =>
      count <= DUES_KEPT ? dues.map(roundMs) : [...dueInstants(plan, arrivedMs, count)],
    eachDueMs: () => dueInstants(plan, arrivedMs, count),
  }
}

function* eachStamp(
  atMs: readonly number[],
  runs: readonly number[],
): Generator<number, undefined, undefined> {
  for (const [run, at] of atMs.entries()) {
    const rounded = roundMs(at)
    for (let i = 0; i < (runs[run] ?? 0); i++) yield rounded
  }
  return undefined
}

/** The instants at which the first `count` tokens of a plan were due, for a request that arrived at `arrivedMs`. */
function* dueInstants(
  plan: Plan,
  arrivedMs: number,
  count: number,
): Generator<number, undefined, undefined> {
  const steps = plan.steps()
  let drawn = 0
  for (let step = steps.next(); step.done !== true && drawn < count; step = steps.next()) {
    if (step.value.kind !== 'token') continue
    drawn++
    yield roundMs(arrivedMs + step.value.atMs)
  }
  return undefined
}
