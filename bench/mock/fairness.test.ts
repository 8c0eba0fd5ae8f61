import { expect, it } from 'vitest'
import { shares } from './fairness.ts'

it.each([
  [[5, 5, 5, 5], 1],
  [[8, 0, 0, 0], 0.25],
  // The example of the paper: 50 of 100 get 1, the others nothing.
  [[...Array.from({ length: 50 }, () => 1), ...Array.from({ length: 50 }, () => 0)], 0.5],
  [[1, 2, 3], 36 / 42],
])('of %j Jain has %d', (counts, jain) => {
  expect(shares(counts)).toEqual({
    streams: counts.length,
    least: Math.min(...counts),
    most: Math.max(...counts),
    jain,
  })
})
