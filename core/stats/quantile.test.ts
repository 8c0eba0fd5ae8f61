import { describe, expect, test } from 'vitest'
import { quantile } from './quantile.ts'
import { sortSamples } from './sorted-samples.ts'

describe('type-7 quantile', () => {
  // numpy.quantile([2.3, 0.1, 8.8, 4.4, 3.1, 5.9, 7.2], p), numpy 2.4.6 (R: quantile(x, p, type = 7))
  const sorted = sortSamples([2.3, 0.1, 8.8, 4.4, 3.1, 5.9, 7.2])
  test.each([
    [0.1, 1.42],
    [0.25, 2.7],
    [0.5, 4.4],
    [0.9, 7.84],
    [0.95, 8.32],
  ])('p = %f gives %f', (p, expected) => {
    expect(quantile(sorted, p)).toBeCloseTo(expected, 12)
  })

  test('the ends are the smallest and the largest sample', () => {
    expect(quantile(sorted, 0)).toBe(0.1)
    expect(quantile(sorted, 1)).toBe(8.8)
  })

  test('one sample is every quantile, no sample is none', () => {
    expect(quantile(sortSamples([7]), 0.99)).toBe(7)
    expect(quantile(sortSamples([]), 0.5)).toBeUndefined()
  })

  test('values that are not finite have no place in an order', () => {
    expect(sortSamples([3, Number.NaN, 1, Number.POSITIVE_INFINITY])).toEqual(Float64Array.of(1, 3))
  })
})
