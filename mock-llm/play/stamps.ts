import type { Plan } from '../../core/plan/plan.ts'
import { roundMs } from '../../core/units.ts'

/**
 * When the tokens of one stream left. Tokens that were written by one system call share a stamp, so a flat-out
 * stream of a million tokens is kept as a few thousand runs; due instants are not kept at all, the plan has them.
 */
export interface Stamps {
  readonly add: (atMs: number, tokens: number) => void
  readonly count: () => number
  readonly first: () => number | undefined
  readonly last: () => number | undefined
  /** One instant a token. */
  readonly expand: () => number[]
}

/** No stamps yet. */
export function createStamps(): Stamps {
  const atMs: number[] = []
  const runs: number[] = []
  let count = 0
  return {
    add(at, tokens) {
      atMs.push(at)
      runs.push(tokens)
      count += tokens
    },
    count: () => count,
    first: () => atMs[0],
    last: () => atMs.at(-1),
    expand() {
      const all: number[] = []
      for (const [run, at] of atMs.entries()) {
        const rounded = roundMs(at)
        for (let i = 0; i < (runs[run] ?? 0); i++) all.push(rounded)
      }
      return all
    },
  }
}

/** The instants at which the first `count` tokens of a plan were due, for a request that arrived at `arrivedMs`. */
export function dueInstants(plan: Plan, arrivedMs: number, count: number): number[] {
  const due: number[] = []
  const steps = plan.steps()
  for (let step = steps.next(); step.done !== true && due.length < count; step = steps.next()) {
    if (step.value.kind === 'token') due.push(roundMs(arrivedMs + step.value.atMs))
  }
  return due
}
