import { expect, test } from 'vitest'
import { holm } from './holm.ts'

// R 4: p.adjust(p, "holm")
test.each([
  [
    [0.01, 0.02, 0.03, 0.04],
    [0.04, 0.06, 0.06, 0.06],
  ],
  [
    [0.04, 0.01, 0.03],
    [0.06, 0.03, 0.06],
  ],
  [[0.2], [0.2]],
  [
    [0.9, 0.6],
    [1, 1],
  ],
  [[], []],
])('%j becomes %j', (given, expected) => {
  const found = holm(given)
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i] ?? -1, 12)
})

test('equal p-values stay equal, and none becomes smaller', () => {
  const given = [0.02, 0.5, 0.02, 0.001, 0.02]
  const found = holm(given)
  expect(new Set([found[0], found[2], found[4]]).size).toBe(1)
  for (const [i, value] of found.entries()) expect(value).toBeGreaterThanOrEqual(given[i] ?? 1)
})
