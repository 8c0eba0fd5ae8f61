import { describe, expect, test } from 'vitest'
import { differenceInterval } from '../../core/stats/difference-interval.ts'
import { ratioInterval } from '../../core/stats/ratio-interval.ts'
import { completionEffect, ratioEffect } from './effect.ts'
import type { BlockValue } from './measured-metric.ts'

const blocks = (values: readonly number[], streams = 100): readonly BlockValue[] =>
  values.map((value) => ({ value, streams }))
const TEN = [100, 101, 99, 102, 98, 103, 97, 104, 96, 105]

const share = (x: number, n: number) => ({
  value: x / n,
  ...(ratioInterval(x, n) ?? { low: 0, high: 1 }),
})

describe('the effect on a figure', () => {
  test('each pair 10 % up is a ratio of 1.1 without doubt, whatever the level of the pair', () => {
    const effect = ratioEffect(blocks(TEN), blocks(TEN.map((value) => 1.1 * value)))
    expect(effect?.estimate).toBeCloseTo(1.1, 12)
    expect(effect?.low).toBeCloseTo(1.1, 12)
    expect(effect?.high).toBeCloseTo(1.1, 12)
    expect(effect?.pValue).toBe(2 / 1024)
  })

  test('turned round it is one over it, with the same p-value', () => {
    const [a, b] = [blocks(TEN), blocks(TEN.toReversed())]
    const [there, back] = [ratioEffect(a, b), ratioEffect(b, a)]
    expect((there?.low ?? 0) * (back?.high ?? 0)).toBeCloseTo(1, 12)
    expect(there?.pValue).toBe(back?.pValue)
  })

  test.each([
    [
      'a block without a value',
      [...TEN.slice(1).map((value) => ({ value, streams: 1 })), { streams: 0 }],
    ],
    ['a block of zero', blocks([0, ...TEN.slice(1)])],
  ])('%s has no ratio', (_, other) => {
    expect(ratioEffect(blocks(TEN), other)).toBeUndefined()
    expect(ratioEffect(other, blocks(TEN))).toBeUndefined()
  })

  test('fewer than six pairs have no interval, so no effect', () => {
    expect(ratioEffect(blocks([1, 2, 3, 4, 5]), blocks([2, 3, 4, 5, 6]))).toBeUndefined()
  })
})

describe('the effect on completion', () => {
  // Newcombe, "Interval estimation for the difference between independent proportions", 1998, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
  ])(
    '%i of %i less %i of %i lies in Newcombe\u2019s interval',
    (...[x1, n1, x2, n2, low, high]) => {
      const interval = differenceInterval(share(x2, n2), share(x1, n1))
      expect(interval.low).toBeCloseTo(low, 4)
      expect(interval.high).toBeCloseTo(high, 4)
    },
  )

  test('without a failure the interval still knows how few the streams are', () => {
    const all = TEN.map(() => 1)
    const few = completionEffect(blocks(all, 10), blocks(all, 10))
    const many = completionEffect(blocks(all, 1000), blocks(all, 1000))
    expect(few).toMatchObject({ estimate: 0, pValue: 1 })
    expect(few?.low).toBeLessThan(-0.03)
    expect(many?.low).toBeGreaterThan(-0.001)
  })

  test('failures spread over all blocks prove more than as many in one', () => {
    const all = TEN.map(() => 1)
    const spread = completionEffect(blocks(all), blocks(TEN.map(() => 0.97)))
    const once = completionEffect(blocks(all), blocks([0.7, ...all.slice(1)]))
    expect(spread?.estimate).toBeCloseTo(-0.03, 12)
    expect(once?.estimate).toBeCloseTo(-0.03, 12)
    expect(spread?.pValue).toBe(2 / 1024)
    expect(spread?.high).toBeLessThan(-0.01)
    expect(once?.pValue).toBe(1)
    expect(once?.high).toBe(0)
  })
})
