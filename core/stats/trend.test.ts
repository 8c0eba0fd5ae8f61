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

// scipy 1.17.1: scipy.stats.binned_statistic into ten means, scipy.stats.linregress through them; the slopes 0.587, 1.087 and 1.587
// against a margin stderr·t.ppf(0.995, 8) of 1.0797, and a tenth of the mean over ten pieces of 1.05 to 1.10.
test.each([
  [0.5, false],
  [1, true],
  [1.5, true],
])('as scipy: a rise of %f a piece, with a pattern upon it, is one: %s', (slope, expected) => {
  const values = Array.from({ length: 60 }, (_, i) => ({
    atMs: 1000 * i,
    value: 100 + (slope * 10 * i) / 60 + (((i * i * 7) % 23) - 11),
  }))
  expect(rises(values)).toBe(expected)
})

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
