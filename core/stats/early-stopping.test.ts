import { describe, expect, test } from 'vitest'
import { earlyStopping, streamsToPass } from './early-stopping.ts'

describe('early stopping', () => {
  // The least n with scipy.stats.binom.cdf(misses, n, 1 - p) <= 1 - c, scipy 1.17.1: p99 at 0.99, p99 at 0.95, p95 at 0.95
  test.each([
    [0, 459, 299, 59],
    [1, 662, 473, 93],
    [2, 838, 628, 124],
    [5, 1307, 1049, 208],
    [10, 2010, 1693, 336],
  ])('%i misses need %i, %i and %i streams to pass', (misses, strict, p99, p95) => {
    expect(streamsToPass(misses, 0.99, 0.99)).toBe(strict)
    expect(streamsToPass(misses, 0.99, 0.95)).toBe(p99)
    expect(streamsToPass(misses, 0.95, 0.95)).toBe(p95)
    expect(earlyStopping({ count: p95, misses }, 0.95)).toBe('pass')
    expect(earlyStopping({ count: p95 - 1, misses }, 0.95)).toBe('undecided')
  })

  // P(X >= t; n, 1 - p) <= 0.05: scipy.stats.binom.sf(t - 1, n, 0.05), scipy 1.17.1
  test.each([
    [20, 4, 'fail'], // 0.0159
    [20, 3, 'undecided'], // 0.0755
    [2, 2, 'fail'], // 0.0025
    [1, 1, 'fail'], // 0.05, the border itself
    [100, 10, 'fail'], // 0.0282
    [100, 9, 'undecided'], // 0.0631
    [0, 0, 'undecided'],
  ] as const)('%i streams with %i misses of p95: %s', (count, misses, decision) => {
    expect(earlyStopping({ count, misses }, 0.95)).toBe(decision)
  })

  test('a million streams are decided too', () => {
    expect(earlyStopping({ count: 1e6, misses: 49_000 }, 0.95)).toBe('pass')
    expect(earlyStopping({ count: 1e6, misses: 51_000 }, 0.95)).toBe('fail')
    expect(earlyStopping({ count: 1e6, misses: 50_000 }, 0.95)).toBe('undecided')
  })
})
