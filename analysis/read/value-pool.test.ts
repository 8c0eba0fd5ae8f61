import { describe, expect, test } from 'vitest'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { ValuePool } from './value-pool.ts'

describe('a pool that has to let go', () => {
  const pool = new ValuePool(1000)
  for (let i = 0; i < 2000; i++) pool.add([i, i + 0.5, i % 2])

  test('keeps whole streams and no more than its limit', () => {
    expect(pool.values().length).toBeLessThanOrEqual(1000)
    for (const { values } of pool.kept()) {
      expect(values).toHaveLength(3)
      expect(values[1]! - values[0]!).toBe(0.5)
    }
  })

  test('still knows count, sum and extremes of all', () => {
    expect(pool).toMatchObject({ count: 6000, streams: 2000, min: 0, max: 1999.5 })
    expect(pool.sum).toBe(1999 * 1000 * 2 + 1000 + 1000)
  })

  test('takes them evenly: over the run, and of odd and even streams alike', () => {
    const first = [...pool.kept()].map(({ values }) => values[0]!)
    const middle = quantile(sortSamples(first), 0.5)!
    expect(Math.abs(middle / 1000 - 1)).toBeLessThan(0.2)
    const odd = [...pool.kept()].filter(({ values }) => values[2] === 1).length
    expect(Math.abs(odd / first.length - 0.5)).toBeLessThan(0.12)
  })
})

test('streams known by histogram are counted exactly and kept as they are', () => {
  const pool = new ValuePool()
  pool.add([1, 2, 3])
  pool.addSparse([[10, 4]], { count: 4, mean: 5, min: 4, max: 7 })
  expect(pool).toMatchObject({ count: 7, sum: 26, min: 1, max: 7, keptStreams: 2 })
  expect(pool.counts()?.[10]).toBe(4)
  expect(pool.samples().count).toBe(7)
})
