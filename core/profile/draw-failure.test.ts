import { expect, it } from 'vitest'
import { buildPlan } from '../plan/build-plan.ts'
import type { FaultSpec } from '../plan/faults.ts'
import { drawFailure } from './draw-failure.ts'

const FAILURES: readonly FaultSpec[] = [
  { type: 'status', code: 503, rate: 0.2 },
  { type: 'cut', afterTokens: 5, how: 'reset', rate: 0.3 },
  { type: 'error', afterTokens: 5, kind: 'overloaded', rate: 0.1 },
]
const planOf = (tokens: number) =>
  buildPlan({ key: 'k', seed: 1, ttftMs: 0, gapMs: 0, gapCv: 0, tokens })

it('hits each request with at most one failure, as often as its rate says', () => {
  const counts = new Map<string, number>()
  for (let i = 0; i < 10_000; i++) {
    const { faults } = drawFailure(planOf(10), FAILURES, `draw ${i}`)
    counts.set(faults.join(), (counts.get(faults.join()) ?? 0) + 1)
  }
  expect([...counts.keys()].toSorted()).toEqual(['', 'cut', 'error', 'status'])
  // Four standard errors.
  const near = (name: string, rate: number) =>
    expect(Math.abs((counts.get(name) ?? 0) - rate * 10_000)).toBeLessThan(
      4 * Math.sqrt(10_000 * rate * (1 - rate)),
    )
  near('status', 0.2)
  near('cut', 0.3)
  near('error', 0.1)
})

it('strikes after the last token of an answer that is shorter', () => {
  const cut: FaultSpec = { type: 'cut', afterTokens: 50, how: 'clean', rate: 1 }
  const plan = drawFailure(planOf(3), [cut], 'd')
  expect(plan.faults).toEqual(['cut'])
  expect(plan.tokens()).toBe(3)
})

it('draws the same for the same seed and key', () => {
  for (let i = 0; i < 20; i++) {
    const { faults } = drawFailure(planOf(10), FAILURES, `key ${i}`)
    expect(drawFailure(planOf(10), FAILURES, `key ${i}`).faults).toEqual(faults)
  }
})
