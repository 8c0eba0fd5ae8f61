import { describe, expect, it } from 'vitest'
import { buildPlan } from '../plan/build-plan.ts'
import { seededRandom } from '../random.ts'
import { quantile } from '../stats/quantile.ts'
import { rankLikeness } from '../stats/rank-likeness.ts'
import { sortSamples } from '../stats/sorted-samples.ts'
import { type Pace, paceOf } from './pace.ts'

const GAPS = { percentiles: [0, 50, 90, 99, 100], values: [5, 20, 40, 90, 400] }

function answers(pace: Pace, count: number, length: number): number[][] {
  const random = seededRandom(7)
  return Array.from({ length: count }, (_, i) => {
    const gap = paceOf(pace, random.fork(`answer ${i}`))
    return Array.from({ length }, gap)
  })
}

describe('a measured pace', () => {
  it.each([0, 0.3, 0.9])('all gaps together follow the table, with likeness %d', (likeness) => {
    const gaps = sortSamples(answers({ gapMs: GAPS, likeness }, 8_000, 10).flat())
    // Four standard errors of a share of 8,000 answers, in the steepest part of the table.
    expect(Math.abs((quantile(gaps, 0.5) ?? 0) - 20)).toBeLessThan(0.8)
    expect(Math.abs((quantile(gaps, 0.9) ?? 0) - 40)).toBeLessThan(1.5)
    expect(Math.abs((quantile(gaps, 0.99) ?? 0) - 90)).toBeLessThan(12)
  })

  it.each([0, 0.3, 0.9])('the likeness %d is found again by its measure', (likeness) => {
    const found = rankLikeness(answers({ gapMs: GAPS, likeness }, 2_000, 20))
    expect(Math.abs(found - likeness)).toBeLessThan(0.03)
  })

  it('with likeness 1, an answer keeps one gap', () => {
    for (const gaps of answers({ gapMs: GAPS, likeness: 1 }, 20, 10)) {
      expect(new Set(gaps).size).toBe(1)
    }
  })

  it('tokens of a lump leave together, and lumps have the sizes of their table', () => {
    const lump = { percentiles: [0, 75, 75, 100], values: [1, 1, 4, 4] }
    const gaps = answers({ gapMs: GAPS, lump }, 400, 100).flat()
    // Mean size 1.75, so 1 gap in 1.75 is one between lumps.
    const apart = gaps.filter((gap) => gap > 0)
    expect(Math.abs(apart.length / gaps.length - 1 / 1.75)).toBeLessThan(0.01)
    const text = gaps.map((gap) => (gap > 0 ? '|' : '.')).join('')
    const sizes = text.split('|').slice(1, -1)
    expect(new Set(sizes.map((size) => size.length)).has(3)).toBe(true)
    expect(sizes.every((size) => size.length <= 6)).toBe(true)
  })
})

it('a plan keeps its text and its first token whatever the pace', () => {
  const request = { key: 'k', seed: 1, ttftMs: 100, gapMs: 20, gapCv: 0, tokens: 50 }
  const stepsOf = (pace?: Pace) => {
    const steps = buildPlan({ ...request, pace }).steps()
    return Array.from({ length: 51 }, () => steps.next().value)
  }
  const [even, measured] = [stepsOf(), stepsOf({ gapMs: GAPS, likeness: 0.5 })]
  const texts = (steps: typeof even) => steps.map((step) => step?.kind === 'token' && step.text)
  expect(texts(measured)).toEqual(texts(even))
  expect(measured[0]?.atMs).toBe(100)
  const gaps = measured.slice(1, 50).map((step, i) => (step?.atMs ?? 0) - (measured[i]?.atMs ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4.999)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(400.001)
  expect(measured).toEqual(stepsOf({ gapMs: GAPS, likeness: 0.5 }))
})
