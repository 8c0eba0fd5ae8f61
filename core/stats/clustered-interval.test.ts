import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { clusteredIntervalPositions, effectiveSamples } from './clustered-interval.ts'
import { intervalRanks } from './quantile-interval.ts'
import { quantile } from './quantile.ts'
import { type SortedSamples, sortSamples } from './sorted-samples.ts'

describe('effective number of samples', () => {
  test('streams whose gaps are all alike are worth one sample each', () => {
    const clusters = Array.from({ length: 400 }, (_, i) => ({
      total: 50,
      notAbove: i % 2 === 0 ? 50 : 0,
    }))
    expect(effectiveSamples(clusters)).toBeCloseTo(396.6, 1)
  })

  test('clusters of one value are the values themselves', () => {
    const clusters = Array.from({ length: 400 }, (_, i) => ({
      total: 1,
      notAbove: i % 4 === 0 ? 0 : 1,
    }))
    expect(effectiveSamples(clusters)).toBeCloseTo(396.6, 1)
  })

  test('never more than the values, unknown with fewer than 30 streams', () => {
    const even = Array.from({ length: 100 }, () => ({ total: 10, notAbove: 5 }))
    expect(effectiveSamples(even)).toBe(1000)
    expect(effectiveSamples(even.slice(0, 29))).toBeUndefined()
  })

  // By numpy 2.4.6 and scipy 1.17.1: q(1 - q)/V·(norm.ppf(0.975)/t.ppf(0.975, 39))^2, V the variance of a ratio (Cochran, "Sampling techniques", 1977, 6.4)
  test('uneven clusters are worth what scipy says', () => {
    const clusters = Array.from({ length: 40 }, (_, i) => ({
      total: 20 + (i % 7),
      notAbove: 20 + (i % 7) - ((i * i) % 5) - (i % 3),
    }))
    expect(effectiveSamples(clusters)).toBeCloseTo(581.6057846, 1)
  })

  test('independent values have exactly the ranks of the plain interval', () => {
    const ranks = intervalRanks(1000, 0.99)!
    const positions = clusteredIntervalPositions(1000, 0.99)!
    expect(positions.low * 999).toBeCloseTo(ranks.low - 1, 9)
    expect(positions.high * 999).toBeCloseTo(ranks.high - 1, 9)
  })
})

/** Gaps of one stream share a factor: exp(z/2) times an exponential gap. */
function draw(key: string, streams: number): readonly Float64Array[] {
  const random = seededRandom(11).fork(key)
  return Array.from({ length: streams }, () => {
    const factor = Math.exp(0.5 * random.normal())
    return Float64Array.from({ length: 40 }, () => factor * random.exponential())
  })
}

const pooled = (streams: readonly Float64Array[]): SortedSamples =>
  sortSamples(Float64Array.from(streams.flatMap((stream) => [...stream])))

describe('interval of pooled, dependent values', () => {
  const truth = pooled(draw('truth', 20_000))
  const rounds = 300

  // With 1 500 rounds: 0.95 for both. Taking all gaps as independent covers 0.60 and 0.59.
  test.each([0.5, 0.9])('covers p = %f of all gaps about as often as it says', (p) => {
    let covered = 0
    for (let round = 0; round < rounds; round++) {
      const streams = draw(`round/${round}`, 100)
      const sorted = pooled(streams)
      const limit = quantile(sorted, p)!
      const clusters = streams.map((stream) => ({
        total: stream.length,
        notAbove: stream.filter((value) => value <= limit).length,
      }))
      const positions = clusteredIntervalPositions(effectiveSamples(clusters)!, p)!
      const target = quantile(truth, p)!
      const [low, high] = [quantile(sorted, positions.low)!, quantile(sorted, positions.high)!]
      if (low <= target && target <= high) covered++
    }
    expect(covered / rounds).toBeGreaterThan(0.92)
  })
})
