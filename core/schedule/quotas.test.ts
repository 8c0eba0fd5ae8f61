import { expect, test } from 'vitest'
import { closedQuotas } from './quotas.ts'

const END = Number.POSITIVE_INFINITY

test('a single route has warm-up and load in one block', () => {
  expect(closedQuotas({ durationMs: 10_000, warmupMs: 5_000, blockMs: 5_000 }, 1)).toEqual([
    { route: 0, round: 0, warmupMs: 5_000, endMs: 15_000, limit: END },
  ])
})

test('only a number of streams: one block for one route, four rounds for two', () => {
  expect(closedQuotas({ streams: 200, warmupMs: 0, blockMs: 5_000 }, 1)).toEqual([
    { route: 0, round: 0, warmupMs: 0, endMs: END, limit: 200 },
  ])
  const two = closedQuotas({ streams: 200, warmupMs: 0, blockMs: 5_000 }, 2)
  expect(two.map((q) => [q.route, q.limit])).toEqual([
    [0, 50],
    [1, 50],
    [1, 100],
    [0, 100],
    [0, 150],
    [1, 150],
    [1, 200],
    [0, 200],
  ])
})

test('several routes with a duration: warm-up blocks, then equal blocks in the order A B B A', () => {
  const quotas = closedQuotas(
    { durationMs: 10_000, warmupMs: 2_000, blockMs: 5_000, streams: 9 },
    2,
  )
  expect(quotas).toEqual([
    { route: 0, round: 0, warmupMs: 2_000, endMs: 2_000, limit: 0 },
    { route: 1, round: 0, warmupMs: 2_000, endMs: 2_000, limit: 0 },
    { route: 0, round: 0, warmupMs: 0, endMs: 5_000, limit: 9 },
    { route: 1, round: 0, warmupMs: 0, endMs: 5_000, limit: 9 },
    { route: 1, round: 1, warmupMs: 0, endMs: 5_000, limit: 9 },
    { route: 0, round: 1, warmupMs: 0, endMs: 5_000, limit: 9 },
  ])
})

test('just so many rounds: equal shares of the streams, and of the time', () => {
  const counted = closedQuotas({ streams: 600, warmupMs: 0, blockMs: 5_000, rounds: 10 }, 3)
  expect(counted).toHaveLength(30)
  expect(counted.filter(({ route }) => route === 1).map(({ limit }) => limit)).toEqual([
    60, 120, 180, 240, 300, 360, 420, 480, 540, 600,
  ])
  expect(counted.map(({ round }) => round).slice(0, 7)).toEqual([0, 0, 0, 1, 1, 1, 2])
  const timed = closedQuotas({ durationMs: 30_000, warmupMs: 0, blockMs: 5_000, rounds: 10 }, 3)
  expect(timed).toHaveLength(30)
  expect(new Set(timed.map(({ endMs }) => endMs))).toEqual(new Set([3_000]))
})
