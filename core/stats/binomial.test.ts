import { describe, expect, test } from 'vitest'
import { binomialCdf, binomialPmf, binomialQuantile, binomialUpperTail } from './binomial.ts'

describe('binomial distribution', () => {
  // k, n, p, scipy.stats.binom.cdf(k, n, p), .pmf(k, n, p), .sf(k - 1, n, p); scipy 1.17.1
  test.each([
    [0, 10, 0.5, 0.0009765625, 0.0009765624999999989, 1],
    [3, 10, 0.5, 0.171875, 0.1171875, 0.9453125],
    [5, 299, 0.01, 0.9180994890533687, 0.1003052337629634, 0.18220574470959489],
    [990, 1000, 0.99, 0.5426994078251104, 0.12574021112620729, 0.5830408033010972],
    [10050, 1e6, 0.01, 0.6945405733964025, 0.0035259153768947083, 0.30898534198049393],
    [500123, 1e6, 0.5, 0.5975458804841636, 0.0007741035934421368, 0.4032282231092886],
    [9500, 1e6, 0.01, 2.0878741694361024e-7, 1.0909380386664789e-8, 0.9999998021219635],
    [999000, 1e6, 0.999, 0.5042115551670037, 0.012620923387767848, 0.5084093682207649],
  ])('k = %i of n = %i with p = %f', (...vector) => {
    const [k, trials, probability, cdf, pmf, upper] = vector
    const distribution = { trials, probability }
    expect(binomialCdf(k, distribution) / cdf).toBeCloseTo(1, 9)
    expect(binomialPmf(k, distribution) / pmf).toBeCloseTo(1, 9)
    expect(binomialUpperTail(k, distribution) / upper).toBeCloseTo(1, 9)
  })

  // scipy.stats.binom.ppf(q, n, p), scipy 1.17.1
  test.each([
    [0.025, 37, 0.9, 29],
    [0.975, 37, 0.9, 36],
    [0.025, 100, 0.5, 40],
    [0.975, 100, 0.5, 60],
    [0.025, 1000, 0.99, 983],
    [0.975, 1000, 0.99, 996],
    [0.025, 10_000, 0.99, 9880],
    [0.975, 10_000, 0.99, 9919],
    [0.025, 1e6, 0.5, 499_020],
    [0.975, 1e6, 0.5, 500_980],
    [0.025, 1e6, 0.99, 989_805],
    [0.975, 1e6, 0.99, 990_195],
  ])('quantile %f of n = %i with p = %f is %i', (q, n, p, expected) => {
    expect(binomialQuantile(q, { trials: n, probability: p })).toBe(expected)
  })

  test('certain and impossible trials', () => {
    expect(binomialCdf(3, { trials: 5, probability: 0 })).toBe(1)
    expect(binomialCdf(4, { trials: 5, probability: 1 })).toBe(0)
    expect(binomialUpperTail(5, { trials: 5, probability: 1 })).toBe(1)
    expect(binomialCdf(-1, { trials: 5, probability: 0.5 })).toBe(0)
    expect(binomialCdf(5, { trials: 5, probability: 0.5 })).toBe(1)
  })
})
