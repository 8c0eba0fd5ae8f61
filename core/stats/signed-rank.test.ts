import { describe, expect, test } from 'vitest'
import { MOST_PAIRS, signedRankDistribution } from './signed-rank.ts'

describe('the distribution of the signed-rank statistic', () => {
  // All 2^n signs written out (NumPy 2.4): the share with W <= w.
  test.each([
    [5, 0, 0.03125],
    [5, 8, 0.59375],
    [10, 0, 0.0009765625],
    [10, 8, 0.0244140625],
    [10, 15, 0.1162109375],
    [10, 27, 0.5],
    [16, 8, 0.0003814697265625],
    [16, 27, 0.0167694091796875],
  ])('n = %i: P(W <= %i) = %f', (pairs, w, expected) => {
    expect(signedRankDistribution(pairs)[w]).toBe(expected)
  })

  // scipy.stats._wilcoxon.WilcoxonDistribution(n).cdf(w), scipy 1.17.1
  test.each([
    [30, 137, 0.02485506],
    [50, 434, 0.0247232],
    [100, 1955, 0.02496188],
    [200, 8702, 0.05010769],
  ])('n = %i: P(W <= %i) = %f, where others approximate', (pairs, w, expected) => {
    expect(signedRankDistribution(pairs)[w]).toBeCloseTo(expected, 7)
  })

  // The usual table of critical values, two-sided 5 % (Wilcoxon and Wilcox, "Some rapid approximate statistical procedures", 1964).
  test.each([
    [6, 0],
    [7, 2],
    [8, 3],
    [9, 5],
    [10, 8],
    [11, 10],
    [12, 13],
    [15, 25],
    [20, 52],
    [25, 89],
    [50, 434],
  ])('n = %i: the critical value is %i', (pairs, critical) => {
    const distribution = signedRankDistribution(pairs)
    expect(2 * (distribution[critical] ?? 1)).toBeLessThanOrEqual(0.05)
    expect(2 * (distribution[critical + 1] ?? 0)).toBeGreaterThan(0.05)
  })

  test.each([1, 2, 37, MOST_PAIRS])('n = %i: symmetric, and sums to 1', (pairs) => {
    const distribution = signedRankDistribution(pairs)
    const most = (pairs * (pairs + 1)) / 2
    expect(distribution).toHaveLength(most + 1)
    expect(distribution[most]).toBeCloseTo(1, 12)
    const quarter = Math.floor(most / 4)
    expect(1 - (distribution[most - quarter - 1] ?? 0)).toBeCloseTo(distribution[quarter] ?? 0, 12)
  })
})
