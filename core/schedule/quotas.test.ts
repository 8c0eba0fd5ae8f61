import { expect, test } from 'vitest'
import { closedQuotas } from './quotas.ts'

const END = Number.POSITIVE_INFINITY

test('a single route has warm-up and load in one block', () => {
  expect(closedQuotas({ durationMs: 10_000, warmupMs: 5_000, blockMs: 5_000 }, 1)).toEqual([
    { route: 0, warmupMs: 5_000, endMs: 15_000, limit: END },
  ])
})

test('only a number of streams: one block for one route, four rounds for two', () => {
  expect(closedQuotas({ streams: 200, warmupMs: 0, blockMs: 5_000 }, 1)).toEqual([
    { route: 0, warmupMs: 0, endMs: END, limit: 200 },
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
    { route: 0, warmupMs: 2_000, endMs: 2_000, limit: 0 },
    { route: 1, warmupMs: 2_000, endMs: 2_000, limit: 0 },
    { route: 0, warmupMs: 0, endMs: 5_000, limit: 9 },
    { route: 1, warmupMs: 0, endMs: 5_000, limit: 9 },
    { route: 1, warmupMs: 0, endMs: 5_000, limit: 9 },
    { route: 0, warmupMs: 0, endMs: 5_000, limit: 9 },
  ])
})
