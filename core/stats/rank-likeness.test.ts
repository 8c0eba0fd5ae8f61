import { expect, it } from 'vitest'
import { seededRandom } from '../random.ts'
import { rankLikeness } from './rank-likeness.ts'

it('is 1 where each group has a value of its own, and near 0 where groups say nothing', () => {
  expect(
    rankLikeness([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]),
  ).toBeCloseTo(1, 9)
  const random = seededRandom(3)
  const groups = Array.from({ length: 500 }, () => Array.from({ length: 20 }, () => random.next()))
  expect(rankLikeness(groups)).toBeLessThan(0.02)
})

it('is the correlation in normal scores, however the values are stretched', () => {
  const random = seededRandom(5)
  const groups = Array.from({ length: 2_000 }, () => {
    const shared = random.normal()
    return Array.from(
      { length: 10 },
      () => Math.sqrt(0.6) * shared + Math.sqrt(0.4) * random.normal(),
    )
  })
  const stretched = groups.map((group) => group.map((value) => Math.exp(3 * value)))
  expect(Math.abs(rankLikeness(groups) - 0.6)).toBeLessThan(0.03)
  expect(rankLikeness(stretched)).toBeCloseTo(rankLikeness(groups), 9)
})

// Ranks 1, 2, 4 and 3, 5, 6: B = 49/6, W = 7/3, m = 3, so r = (49/6 - 7/3)/(49/6 + 14/3) = 5/11.
it('counts as Donner does, by hand', () => {
  const r = 5 / 11
  expect(
    rankLikeness([
      [10, 20, 40],
      [30, 50, 60],
    ]),
  ).toBeCloseTo(2 * Math.sin((Math.PI * r) / 6), 9)
})

// F = scipy.stats.f_oneway of the groups in scipy.stats.rankdata = 1.7354817052702247 and m = 71/21, so r = (F - 1)/(F + m - 1); scipy 1.17.1
it('is what the analysis of variance of scipy gives, with ties and unequal groups', () => {
  expect(
    rankLikeness([
      [12, 15, 11, 30],
      [22, 15, 40],
      [9, 12, 14, 13, 50],
      [33, 41],
    ]),
  ).toBeCloseTo(0.18682959115152872, 12)
})

it('is 0 where there is nothing to compare', () => {
  expect(rankLikeness([])).toBe(0)
  expect(rankLikeness([[1, 2, 3]])).toBe(0)
  expect(rankLikeness([[1], [2]])).toBe(0)
  expect(
    rankLikeness([
      [1, 1],
      [1, 1],
    ]),
  ).toBe(0)
})
