import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { bootstrapDifference, resamplesFor } from './bootstrap-difference.ts'
import { differenceInterval } from './difference-interval.ts'

const noisy = (key: string, count: number): Float64Array => {
  const random = seededRandom(3).fork(key)
  return Float64Array.from({ length: count }, () => 200 + 30 * random.normal())
}

describe('bootstrap of a difference of quantiles', () => {
  test('pairs take out what both sides share', () => {
    const a = noisy('a', 500)
    const random = seededRandom(5)
    const b = a.map((value) => value + 1 + 0.1 * random.normal())
    const [paired] = bootstrapDifference({ a, b, paired: true }, [0.5], seededRandom(1))
    const [alone] = bootstrapDifference({ a, b, paired: false }, [0.5], seededRandom(1))
    expect(paired!.low).toBeGreaterThan(0.5)
    expect(paired!.high).toBeLessThan(1.6)
    expect(alone!.low).toBeLessThan(0)
    expect(alone!.high).toBeGreaterThan(2)
  })

  test('the same seed gives the same interval, another one nearly', () => {
    const sides = { a: noisy('a', 300), b: noisy('b', 300), paired: false }
    const first = bootstrapDifference(sides, [0.5, 0.9], seededRandom(1))
    expect(bootstrapDifference(sides, [0.5, 0.9], seededRandom(1))).toEqual(first)
    const other = bootstrapDifference(sides, [0.5, 0.9], seededRandom(2))
    expect(Math.abs(other[0]!.low - first[0]!.low)).toBeLessThan(2)
  })

  test('finds nothing between equals in about 95 % of the cases', () => {
    let withZero = 0
    for (let round = 0; round < 60; round++) {
      const sides = { a: noisy(`x${round}`, 80), b: noisy(`y${round}`, 80), paired: false }
      const [interval] = bootstrapDifference(sides, [0.5], seededRandom(round))
      if (interval!.low <= 0 && interval!.high >= 0) withZero++
    }
    expect(withZero / 60).toBeGreaterThan(0.9)
  })

  test('the number of resamples is bounded both ways', () => {
    expect(resamplesFor(100)).toBe(1000)
    expect(resamplesFor(20_000)).toBe(499)
    expect(resamplesFor(10_000_000)).toBe(200)
  })
})

describe('difference of two estimates', () => {
  test('symmetric intervals add up by squares', () => {
    const a = { value: 10, low: 7, high: 13 }
    const b = { value: 20, low: 16, high: 24 }
    expect(differenceInterval(a, b)).toEqual({ low: 5, high: 15 })
  })

  test('an exact side leaves the other as it is', () => {
    const exact = { value: 10, low: 10, high: 10 }
    expect(differenceInterval(exact, { value: 20, low: 19, high: 25 })).toEqual({
      low: 9,
      high: 15,
    })
  })
})
