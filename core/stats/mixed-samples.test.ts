import { describe, expect, test } from 'vitest'
import { gapBucket, gapBucketEdges } from '../metrics/gap-histogram.ts'
import { seededRandom } from '../random.ts'
import { addSparseGaps, emptyGapCounts, GAP_BUCKETS } from './gap-counts.ts'
import { mixedSamples } from './mixed-samples.ts'
import { quantile } from './quantile.ts'
import { sortSamples } from './sorted-samples.ts'

const random = seededRandom(7)
const values = Float64Array.from({ length: 4000 }, () => 20 * random.gamma(3))

describe('mixed samples', () => {
  test('without a histogram they are the exact samples', () => {
    const sorted = sortSamples(values)
    for (const p of [0, 0.01, 0.5, 0.937, 0.99, 1]) {
      expect(mixedSamples(sorted).quantile(p)).toBe(quantile(sorted, p))
    }
  })

  test('with half of them in a histogram every quantile is right to within a bucket', () => {
    const counts = emptyGapCounts()
    for (const value of values.subarray(2000)) counts[gapBucket(value)]!++
    const mixed = mixedSamples(sortSamples(values.subarray(0, 2000)), counts)
    expect(mixed.count).toBe(4000)
    for (const p of [0.01, 0.1, 0.5, 0.9, 0.99]) {
      const exact = quantile(sortSamples(values), p)!
      expect(Math.abs(mixed.quantile(p)! / exact - 1)).toBeLessThan(1 / 64)
    }
  })

  test('ranks never go down, across exact values and buckets', () => {
    const counts = emptyGapCounts()
    addSparseGaps(counts, [
      [gapBucket(20), 5],
      [gapBucket(40), 3],
      [GAP_BUCKETS - 1, 1],
    ])
    const mixed = mixedSamples(sortSamples([1, 20.1, 20.1, 39, 41, 90]), counts)
    const all = Array.from({ length: mixed.count }, (_, rank) => mixed.at(rank))
    expect(all).toEqual(all.toSorted((a, b) => a - b))
    expect(all.filter((value) => value === 20.1)).toHaveLength(2)
    const [low, high] = gapBucketEdges(gapBucket(20))
    expect(all.filter((value) => value >= low && value < high)).toHaveLength(7)
  })

  test('pairs that are no bucket are not counted', () => {
    const counts = emptyGapCounts()
    expect(
      addSparseGaps(counts, [
        [-1, 5],
        [GAP_BUCKETS, 2],
        [1.5, 1],
        [10, Number.NaN],
        [10, 4],
      ]),
    ).toBe(4)
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(4)
  })

  test('histograms merge by addition', () => {
    const together = emptyGapCounts()
    addSparseGaps(together, [
      [10, 4],
      [11, 1],
    ])
    addSparseGaps(together, [[10, 6]])
    expect([together[10], together[11]]).toEqual([10, 1])
  })
})
