import { describe, expect, it } from 'vitest'
import { buildPlan } from './build-plan.ts'
import { applyFaults, type FaultSpec } from './faults.ts'
import type { Plan, Step } from './plan.ts'
import { resilient, retriesOf } from './resilient.ts'

const clean = buildPlan({ key: 'k', seed: 1, ttftMs: 100, gapMs: 10, gapCv: 0, tokens: 3 })
const LIMITED: FaultSpec = { type: 'status', code: 429 }

/** The plan of attempts of which each has its own faults. */
const planOf = (attempts: readonly (readonly FaultSpec[])[], rateLimited = 0): Plan =>
  resilient((n) => applyFaults(clean, attempts[n] ?? [], 'k'), retriesOf(rateLimited, 1))
const stepsOf = (plan: Plan): readonly Step[] => {
  const all: Step[] = []
  const steps = plan.steps()
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) all.push(step)
  return all
}
const brief = (plan: Plan): readonly string[] =>
  stepsOf(plan).map((step) => {
    const what = step.kind === 'error' ? step.errorKind : step.kind
    return `${what}@${step.atMs}`
  })
const TOKENS = (fromMs: number): readonly string[] => [
  ...[100, 110, 120].map((atMs) => `token@${fromMs + atMs}`),
  `finish@${fromMs + 120}`,
]

describe('a resilient plan', () => {
  it('without trouble is the plan itself', () => {
    expect(stepsOf(planOf([]))).toEqual(stepsOf(clean))
    expect(planOf([]).tokens()).toBe(3)
    expect(planOf([]).faults).toEqual([])
  })

  it.each<readonly [string, Plan, readonly string[]]>([
    ['2 s after the first rate limit', planOf([[LIMITED]]), ['notice@0', ...TOKENS(2_000)]],
    [
      '4 s more after the second',
      planOf([[LIMITED], [LIMITED]]),
      ['notice@0', 'notice@2000', ...TOKENS(6_000)],
    ],
    ['as often as x-mock asks', planOf([], 1), ['notice@0', ...TOKENS(2_000)]],
  ])('goes on %s', (_, plan, steps) => {
    expect(brief(plan)).toEqual(steps)
    expect(plan.tokens()).toBe(3)
    expect(plan.refusal).toBeUndefined()
  })

  it('gives up after the third, without another wait', () => {
    for (const plan of [planOf([[LIMITED], [LIMITED], [LIMITED]]), planOf([], 3)]) {
      expect(brief(plan)).toEqual(['notice@0', 'notice@2000', 'max_retries@6000'])
      expect(plan.tokens()).toBe(0)
      expect(plan.faults).toEqual(['rate-limit', 'rate-limit', 'rate-limit'])
      expect(plan.refusal).toBeUndefined()
    }
  })

  it('ends at any other refusal, and at an error, which keeps the partial text', () => {
    expect(brief(planOf([[LIMITED], [{ type: 'status', code: 500 }]]))).toEqual([
      'notice@0',
      'status_500@2000',
    ])
    const failed = planOf([[{ type: 'error', afterTokens: 2, kind: 'overloaded' }]])
    const [a, b, error] = stepsOf(failed)
    expect(error).toMatchObject({
      kind: 'error',
      atMs: 120,
      partial: (a?.kind === 'token' ? a.text : '') + (b?.kind === 'token' ? b.text : ''),
    })
    expect(failed.faults).toEqual(['error'])
  })

  it('waits are scaled', () => {
    expect(retriesOf(0, 0.001).waitMs(1)).toBe(2)
    expect(retriesOf(0, 0.001).waitMs(2)).toBe(4)
  })
})
