import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { intervalRanks, quantileInterval } from './quantile-interval.ts'
import { samplesNeeded } from './samples-needed.ts'
import { sortSamples } from './sorted-samples.ts'

describe('sample-size rule', () => {
  // The least n with scipy.stats.binom.cdf(n - 1, n, p) >= 0.95 and 0.975, scipy 1.17.1
  test.each([
    [0.5, 5, 6],
    [0.9, 29, 36],
    [0.95, 59, 72],
    [0.99, 299, 368],
    [0.999, 2995, 3688],
  ])('p = %f needs %i for a bound and %i for an interval', (p, bound, interval) => {
    expect(samplesNeeded(p, 'bound')).toBe(bound)
    expect(samplesNeeded(p, 'interval')).toBe(interval)
  })

  test.each([0.5, 0.9, 0.95, 0.99])('the interval of p = %f begins to exist exactly there', (p) => {
    const needed = samplesNeeded(p, 'interval')
    expect(intervalRanks(needed - 1, p)).toBeUndefined()
    const ranks = intervalRanks(needed, p)
    expect(ranks?.low).toBeGreaterThanOrEqual(1)
    expect(ranks?.high).toBeLessThanOrEqual(needed)
  })
})

describe('distribution-free interval', () => {
  // scipy.stats.quantile_test(numpy.arange(1, n + 1), p=p).confidence_interval(0.95), scipy 1.17.1
  test.each([
    [6, 0.5, 1, 6],
    [20, 0.5, 6, 15],
    [100, 0.5, 40, 61],
    [100, 0.9, 84, 96],
    [73, 0.95, 65, 73],
    [1000, 0.95, 936, 964],
    [368, 0.99, 360, 368],
    [500, 0.99, 490, 500],
    [1000, 0.99, 983, 997],
  ])('of %i samples, p = %f: from rank %i to rank %i', (n, p, low, high) => {
    expect(intervalRanks(n, p)).toEqual({ low, high })
  })

  // Which true percentiles the interval of p99 spans
  test.each([
    [1000, 0.983, 0.997],
    [2000, 0.9855, 0.9945],
    [5000, 0.987, 0.993],
    [10_000, 0.988, 0.992],
  ])('of p99 with n = %i spans %f to %f', (n, low, high) => {
    const ranks = intervalRanks(n, 0.99)!
    expect(ranks.low / n).toBeCloseTo(low, 3)
    expect(ranks.high / n).toBeCloseTo(high, 3)
  })

  test('covers the true percentile of a skewed distribution in 95 % of the cases or more', () => {
    const random = seededRandom(1)
    const truth = -Math.log(1 - 0.9)
    let covered = 0
    for (let i = 0; i < 2000; i++) {
      const sample = sortSamples(Float64Array.from({ length: 100 }, () => random.exponential()))
      const interval = quantileInterval(sample, 0.9)!
      if (interval.low <= truth && truth < interval.high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.945)
  })
})
