import { expect, test } from 'vitest'
import { ratioInterval } from './ratio-interval.ts'

// scipy.stats.binomtest(k, n).proportion_ci(method="wilson"), scipy 1.17.1
test.each([
  [748, 750, 0.990329601095, 0.99926839895],
  [0, 10, 0, 0.277532799863],
  [10, 10, 0.722467200137, 1],
  [5, 10, 0.236593090513, 0.763406909487],
])('%i of %i', (successes, trials, low, high) => {
  const interval = ratioInterval(successes, trials)!
  expect(interval.low).toBeCloseTo(low, 10)
  expect(interval.high).toBeCloseTo(high, 10)
})

test('no trial, no ratio', () => {
  expect(ratioInterval(0, 0)).toBeUndefined()
})
