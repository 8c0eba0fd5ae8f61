import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPlan } from '../plan/build-plan.ts'
import type { Plan, Step } from '../plan/plan.ts'
import { drawProfile } from './draw.ts'
import { profileNamed, PROFILES } from './profiles.ts'
import { drawFrom } from './quantiles.ts'
import { shapePlan, slowPlan } from './shape-plan.ts'
import { tokenBucket } from './token-bucket.ts'

const stepsOf = (plan: Plan): readonly Step[] => {
  const all: Step[] = []
  const steps = plan.steps()
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) all.push(step)
  return all
}
const chat = profileNamed('chat')?.profile
const steady = profileNamed('steady')?.profile

describe('a quantile table', () => {
  const table = { percentiles: [10, 50, 90], values: [1, 5, 25] }
  it.each([
    [0, 1],
    [0.1, 1],
    [0.3, 3],
    [0.5, 5],
    [0.7, 15],
    [0.9, 25],
    [1, 25],
  ])('at u = %d gives %d, linear between its points', (u, value) => {
    expect(drawFrom(table, u)).toBeCloseTo(value, 9)
  })
})

describe('the shipped profiles', () => {
  it.each(PROFILES)('$name has ascending tables of matching length', ({ profile }) => {
    for (const table of [profile.tokens, profile.input, profile.reasoning]) {
      if (typeof table !== 'object') continue
      expect(table.values).toHaveLength(table.percentiles.length)
      expect(table.values).toEqual(table.values.toSorted((a, b) => a - b))
    }
  })

  it('chat draws the mean and the median of its table', () => {
    if (chat === undefined) throw new Error('no chat')
    const drawn = Array.from({ length: 20_000 }, (_, i) =>
      drawProfile(chat, { seed: 1, key: `k/${i}`, inputTokens: 0 }),
    )
    const tokens = drawn.map((one) => one.tokens).toSorted((a, b) => a - b)
    const mean = tokens.reduce((sum, value) => sum + value, 0) / tokens.length
    // Published mean 211, the table's own error 1.9 %; four standard errors of 20,000 draws are 5.
    expect(Math.abs(mean - 215)).toBeLessThan(6)
    expect(Math.abs((tokens[10_000] ?? 0) - 129)).toBeLessThan(8)
    const ttft = drawn.reduce((sum, one) => sum + one.ttftMs, 0) / drawn.length
    // 100 ms and 0.1 ms for each of 1,155 input tokens.
    expect(Math.abs(ttft - 215)).toBeLessThan(6)
  })

  it('draw the same for the same seed and key, and each length by itself', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PROFILES), fc.nat(), fc.string(), ({ profile }, seed, key) => {
        const from = { seed, key, inputTokens: 10 }
        const one = drawProfile(profile, from)
        expect(drawProfile(profile, { ...from })).toEqual(one)
        expect(drawProfile({ ...profile, input: undefined }, from).tokens).toBe(one.tokens)
        expect(one.reasoningTokens).toBeLessThanOrEqual(one.tokens)
      }),
    )
  })
})

describe('stalls, lumps and slow-down', () => {
  const plan = buildPlan({ key: 'k', seed: 1, ttftMs: 200, gapMs: 20, gapCv: 0, tokens: 2_000 })
  if (steady === undefined) throw new Error('no steady')

  it('stalls keep the tokens and shift what follows, about as often as asked', () => {
    const stalls = { perThousand: 10, leastMs: 100, mostMs: 500 }
    const halted = stepsOf(shapePlan(plan, { ...steady, stalls }))
    const clean = stepsOf(plan)
    expect(halted).toHaveLength(clean.length)
    const shifts = halted.map((step, i) => step.atMs - (clean[i]?.atMs ?? 0))
    const jumps = shifts.slice(1).map((shift, i) => shift - (shifts[i] ?? 0))
    const hits = jumps.filter((jump) => jump > 1)
    expect(hits.every((jump) => jump >= 99.99 && jump <= 500.01)).toBe(true)
    // Binomial: 20 ± 4 · 4.5.
    expect(Math.abs(hits.length - 20)).toBeLessThan(18)
    expect(shifts[0]).toBe(0)
  })

  it('a lump is no fault', () => {
    const lumped = shapePlan(plan, { ...steady, lumpSize: 4 })
    expect(lumped.faults).toEqual([])
    expect(stepsOf(lumped)[0]?.atMs).toBe(260)
    expect(shapePlan(plan, steady)).toBe(plan)
  })

  it('a slow-down stretches the gaps, not the time to the first token', () => {
    const slow = stepsOf(slowPlan(plan, 3))
    expect(slow[0]?.atMs).toBe(200)
    expect(slow[10]?.atMs).toBe(800)
    expect(slowPlan(plan, 1)).toBe(plan)
  })
})

describe('a token bucket', () => {
  it('is full at first, empties, fills evenly and never beyond its limit', () => {
    let nowMs = 0
    const bucket = tokenBucket(60, { nowMs: () => nowMs })
    expect(bucket.waitMs(60)).toBe(0)
    bucket.take(60)
    expect(bucket.remaining()).toBe(0)
    expect(bucket.resetMs()).toBe(60_000)
    expect(bucket.waitMs(2)).toBe(2_000)
    nowMs = 1_500
    expect(bucket.remaining()).toBe(1)
    expect(bucket.waitMs(2)).toBe(500)
    nowMs = 1e9
    expect(bucket.remaining()).toBe(60)
    expect(bucket.resetMs()).toBe(0)
  })

  it('lets an amount above the limit pass when it is full', () => {
    const bucket = tokenBucket(60, { nowMs: () => 0 })
    expect(bucket.waitMs(1_000)).toBe(0)
    bucket.take(1_000)
    expect(bucket.waitMs(1_000)).toBe(60_000)
  })
})
