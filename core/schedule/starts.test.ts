import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { openStarts, type StartPlan } from './starts.ts'

const plan = (change: Partial<StartPlan> = {}): StartPlan => ({
  routes: 1,
  arrivals: { kind: 'constant' },
  ratePerSecond: 50,
  durationMs: 10_000,
  warmupMs: 0,
  blockMs: 5_000,
  settleMs: 2_000,
  ...change,
})
const starts = (change: Partial<StartPlan> = {}, seed = 1) => [
  ...openStarts(plan(change), seededRandom(seed)),
]

describe('openStarts', () => {
  test('50/s for 10 s are 500 starts, 20 ms apart', () => {
    const all = starts()
    expect(all).toHaveLength(500)
    expect(all[0]?.atMs).toBe(0)
    expect(all[499]?.atMs).toBe(9_980)
  })

  test('--streams alone bounds the starts of each route', () => {
    const all = starts({ durationMs: undefined as never, streams: 7, routes: 2 })
    expect(all.filter((s) => s.route === 0).map((s) => s.index)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(all.filter((s) => s.route === 1)).toHaveLength(7)
  })

  test('with both bounds, whichever comes first', () => {
    expect(starts({ streams: 30 })).toHaveLength(30)
    expect(starts({ streams: 3_000 })).toHaveLength(500)
  })

  test('two routes alternate A B B A and are never loaded at once', () => {
    const all = starts({ routes: 2 })
    const order = all.map((s) => s.route).filter((route, i, list) => route !== list[i - 1])
    expect(order).toEqual([0, 1, 0])
    expect(all).toHaveLength(1_000)
    const lastOfA = all.findLast((s) => s.route === 0 && s.index < 250)
    const firstOfB = all.find((s) => s.route === 1)
    expect((firstOfB?.atMs ?? 0) - (lastOfA?.atMs ?? 0)).toBeGreaterThan(2_000)
  })

  test('just so many blocks of each route: A B C C B A …, each with as many streams', () => {
    const all = starts({ durationMs: undefined as never, streams: 600, routes: 3, rounds: 10 })
    const order = all
      .filter(({ index }) => index % 60 === 0)
      .map(({ route, round }) => `${'ABC'[route]}${round}`)
    expect(order.slice(0, 9)).toEqual(['A0', 'B0', 'C0', 'C1', 'B1', 'A1', 'A2', 'B2', 'C2'])
    const counts = Map.groupBy(all, ({ route, round }) => `${route}/${round}`)
    expect([...counts.values()].map((block) => block.length)).toEqual(
      Array.from({ length: 30 }, () => 60),
    )
  })

  test('stream i has the same offset on each route, counted from its block', () => {
    const all = starts({ routes: 2, arrivals: { kind: 'gamma', cv: 2 } }, 7)
    const blockStart = [0, 7_000]
    const first = (route: number): number[] =>
      all
        .filter((s) => s.route === route && s.index < 50)
        .map((s) => Math.round((s.atMs - (blockStart[route] ?? 0)) * 1_000))
    expect(first(0)).toEqual(first(1))
  })

  test('warm-up comes first, has its own numbers and does not move the measured arrivals', () => {
    const cold = starts({ arrivals: { kind: 'poisson' } }, 3)
    const warm = starts({ arrivals: { kind: 'poisson' }, warmupMs: 4_000 }, 3)
    const measured = warm.filter((s) => !s.warmup)
    expect(warm.filter((s) => s.warmup).length).toBeGreaterThan(100)
    expect(measured.map((s) => Math.round((s.atMs - 4_000) * 1_000))).toEqual(
      cold.map((s) => Math.round(s.atMs * 1_000)),
    )
  })

  test('the same seed gives the same starts, another seed others', () => {
    const poisson = { arrivals: { kind: 'poisson' } } as const
    expect(starts(poisson, 5)).toEqual(starts(poisson, 5))
    expect(starts(poisson, 5)).not.toEqual(starts(poisson, 6))
  })

  test.each([
    ['poisson', { kind: 'poisson' }, 1],
    ['gamma, CV 3', { kind: 'gamma', cv: 3 }, 3],
    ['gamma, CV 0.3', { kind: 'gamma', cv: 0.3 }, 0.3],
  ] as const)('%s arrivals keep the rate and the coefficient of variation', (_, arrivals, cv) => {
    const all = starts({ arrivals, ratePerSecond: 200, durationMs: 400_000 }, 11)
    const gaps = all.slice(1).map((s, i) => s.atMs - (all[i]?.atMs ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    expect(mean / 5).toBeCloseTo(1, 1)
    expect(Math.sqrt(variance) / mean / cv).toBeCloseTo(1, 1)
  })
})
