import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { rises } from './trend.ts'

/** 200 samples, one each 50 ms, with 20 % noise. */
const samples = (seed: number, of: (share: number) => number) => {
  const random = seededRandom(seed)
  return Array.from({ length: 200 }, (_, i) => ({
    atMs: 50 * i,
    value: of(i / 200) * (0.8 + 0.4 * random.next()),
  }))
}

test('a rise by half is found whatever the noise', () => {
  for (let seed = 1; seed <= 50; seed++)
    expect(rises(samples(seed, (x) => 100 + 50 * x))).toBe(true)
})

test('noise alone is hardly ever a rise, a fall never', () => {
  const seeds = Array.from({ length: 400 }, (_, seed) => seed)
  expect(seeds.filter((seed) => rises(samples(seed, () => 100))).length).toBeLessThanOrEqual(4)
  expect(seeds.some((seed) => rises(samples(seed, (x) => 100 - 50 * x)))).toBe(false)
})

test('too few samples tell nothing', () => {
  const few = samples(1, (x) => 1 + 9 * x).filter((_, i) => i % 8 === 0)
  expect(rises(few)).toBe(false)
  expect(rises([])).toBe(false)
  expect(rises([{ atMs: 1, value: 1 }])).toBe(false)
})
