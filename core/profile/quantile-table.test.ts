import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.ts'
import { mixedSamples } from '../stats/mixed-samples.ts'
import { quantile } from '../stats/quantile.ts'
import { type SortedSamples, sortSamples } from '../stats/sorted-samples.ts'
import { quantileTable } from './quantile-table.ts'
import { drawFrom } from './quantiles.ts'

const WISH = { withinRatio: 0.005, least: 0.1, decimals: 3 }
const tableOf = (sorted: SortedSamples) => quantileTable(mixedSamples(sorted), WISH)

describe('a table made of samples', () => {
  it('gives back each sample at its rank, to within its accuracy', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
        (values) => {
          const sorted = sortSamples(values)
          const table = tableOf(sorted)
          for (const p of [0, 0.25, 0.5, 0.9, 0.99, 1]) {
            const value = quantile(sorted, p) ?? NaN
            // Half of the last decimal, and a percentile's own rounding, come on top.
            expect(Math.abs(drawFrom(table, p) - value)).toBeLessThanOrEqual(
              0.005 * Math.max(value, 0.1) + 0.002 * (1 + value / 100),
            )
          }
        },
      ),
    )
  })

  it('needs few points for many samples, and has them where the curve bends', () => {
    const random = seededRandom(1)
    const gamma = sortSamples(Array.from({ length: 100_000 }, () => random.gamma(2) * 20))
    const table = tableOf(gamma)
    expect(table.percentiles.length).toBeLessThan(150)
    for (const p of [0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999]) {
      const value = quantile(gamma, p) ?? NaN
      expect(Math.abs(drawFrom(table, p) / value - 1), String(p)).toBeLessThan(0.01)
    }
  })

  it('keeps steps as steps: nobody draws two and a half', () => {
    const sizes = sortSamples([...Array<number>(900).fill(1), ...Array<number>(100).fill(4)])
    const table = tableOf(sizes)
    expect(table.values).toEqual([1, 1, 4, 4])
    const draws = Array.from({ length: 10_000 }, (_, i) => drawFrom(table, i / 10_000))
    const between = draws.filter((value) => value !== 1 && value !== 4)
    expect(between.length).toBeLessThanOrEqual(11)
    expect(draws.filter((value) => value === 4).length).toBeGreaterThan(985)
  })

  it('keeps a single long silence single', () => {
    const gaps = sortSamples([...Array<number>(9_999).fill(20), 5_000])
    const table = tableOf(gaps)
    expect(table.values).toEqual([20, 20, 5_000])
    expect(drawFrom(table, 0.999)).toBe(20)
  })

  it('of one sample, has two points', () => {
    expect(tableOf(sortSamples([7]))).toEqual({ percentiles: [0, 100], values: [7, 7] })
  })
})
