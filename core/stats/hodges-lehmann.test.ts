import { array, assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { hodgesLehmann } from './hodges-lehmann.ts'

/**
 * Depression scores of nine patients at the first and the second visit after a therapy began (Hollander and Wolfe, "Nonparametric
 * statistical methods", 1973, table 3.1; the example of R's wilcox.test).
 */
const FIRST = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
const SECOND = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
const DEPRESSION = FIRST.map((first, i) => (SECOND[i] ?? 0) - first)

describe('Hodges-Lehmann', () => {
  test('the published example: estimate -0.46, 96.1 % interval (-0.786, -0.010), p 0.039', () => {
    const shift = hodgesLehmann(DEPRESSION)
    expect(shift?.estimate).toBeCloseTo(-0.46, 10)
    expect(shift?.interval?.low).toBeCloseTo(-0.786, 10)
    expect(shift?.interval?.high).toBeCloseTo(-0.01, 10)
    expect(shift?.confidence).toBeCloseTo(0.961, 3)
    // R 4: wilcox.test(x, y, paired = TRUE, alternative = "greater"), V = 40, p-value = 0.01953
    expect(shift?.pValue).toBeCloseTo(2 * 0.01953125, 12)
  })

  // scipy.stats.wilcoxon(d, method='exact').pvalue, and numpy.median of the Walsh averages; scipy 1.17.1
  test.each([
    [[0.026, -0.155, 0.301, -0.591, 0.599, -0.692], 0.84375, -0.0645],
    [[-0.192, 0.271, -0.32, 0.36, 0.405, -0.63, 0.657, 0.79, 0.995, 1.64], 0.083984375, 0.3825],
    [
      [0.065, 0.113, -0.158, -0.239, 0.457, 0.571, -0.967, -0.99, -1.044, -1.542, -1.601, -2.217],
      0.05224609375,
      -0.5875,
    ],
    [
      [
        -0.178, 0.188, 0.251, 0.267, -0.284, 0.364, 0.376, 0.41, 0.413, 0.419, -0.508, -0.509,
        -0.679, -0.925, 1.159, 1.184, -1.23, -1.247, 1.361, 1.659,
      ],
      0.6215133666992188,
      0.11725,
    ],
    [
      [
        -0.004, -0.027, 0.05, -0.069, 0.104, 0.111, -0.128, -0.163, 0.203, 0.233, -0.279, -0.341,
        0.375, -0.376, 0.427, -0.495, 0.503, 0.653, 0.877, -0.887, -0.899, 0.947, 0.967, 0.983,
        0.989, -1.024, 1.062, 1.199, 1.445, 1.557, -1.692, 1.739, 1.824, 2.3,
      ],
      0.032772131147794425,
      0.352,
    ],
  ])('as SciPy: %j', (differences, pValue, estimate) => {
    const shift = hodgesLehmann(differences)
    expect(shift?.pValue).toBeCloseTo(pValue, 12)
    expect(shift?.estimate).toBeCloseTo(estimate, 12)
  })

  test('fewer than 6 pairs have no interval, none has no estimate', () => {
    expect(hodgesLehmann([1, 2, 3, 4, 5])).toEqual({ estimate: 3, pValue: 0.0625 })
    expect(hodgesLehmann([1, 2, 3, 4, 5, 6])?.interval).toEqual({ low: 1, high: 6 })
    expect(hodgesLehmann([])).toBeUndefined()
  })

  test('zeros and ties are evidence for neither side', () => {
    expect(hodgesLehmann(Array.from({ length: 10 }, () => 0))).toMatchObject({
      estimate: 0,
      interval: { low: 0, high: 0 },
      pValue: 1,
    })
    expect(hodgesLehmann([0, 0, 0, 0, 0, 0, 0, 1, 1, 1])?.pValue).toBeGreaterThan(0.05)
    expect(hodgesLehmann([1, -1, 2, -2, 3, -3])).toMatchObject({ estimate: 0, pValue: 1 })
  })

  test('the interval leaves out zero exactly if p <= 0.05, whatever the differences', () => {
    const differences = array(integer({ min: -3, max: 9 }), { minLength: 6, maxLength: 24 })
    assert(
      property(differences, (values) => {
        const shift = hodgesLehmann(values)
        const { low = 0, high = 0 } = shift?.interval ?? {}
        expect(low > 0 || high < 0).toBe((shift?.pValue ?? 1) <= 0.05)
      }),
    )
  })

  test('it moves with a shift and turns with the sign', () => {
    const values = array(integer({ min: -512, max: 512 }), { minLength: 6, maxLength: 20 })
    assert(
      property(values, integer({ min: -64, max: 64 }), (differences, by) => {
        const shift = hodgesLehmann(differences)
        const { low = 0, high = 0 } = shift?.interval ?? {}
        const moved = hodgesLehmann(differences.map((one) => one + by))
        expect(moved?.interval).toEqual({ low: low + by, high: high + by })
        const turned = hodgesLehmann(differences.map((one) => 0 - one))
        expect(turned?.interval).toEqual({ low: 0 - high, high: 0 - low })
        expect(turned?.pValue).toBe(shift?.pValue)
      }),
    )
  })

  test('the interval covers the true shift in at least 95 % of 4 000 samples, not in all', () => {
    const random = seededRandom(5)
    let covered = 0
    for (let sample = 0; sample < 4_000; sample++) {
      const { low = 1, high = -1 } =
        hodgesLehmann(Array.from({ length: 10 }, () => random.normal()))?.interval ?? {}
      if (low <= 0 && high >= 0) covered++
    }
    // The exact coverage is 1 - 50/1024 = 0.9512; its standard error here is 0.0034.
    expect(covered / 4_000).toBeGreaterThan(0.94)
    expect(covered / 4_000).toBeLessThan(0.962)
  })
})
