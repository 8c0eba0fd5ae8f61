import { expect, it } from 'vitest'
import { normalCdf } from './normal.ts'

// scipy.stats.norm.cdf, scipy 1.17.1.
it.each([
  [0, 0.5],
  [1, 0.8413447460685429],
  [-1, 0.15865525393145707],
  [1.959963984540054, 0.975],
  [-3, 0.0013498980316300933],
  [4, 0.9999683287581669],
])('the normal distribution at %d is %d', (z, p) => {
  expect(Math.abs(normalCdf(z) - p)).toBeLessThan(1.5e-7)
})
