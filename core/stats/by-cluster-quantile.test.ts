import { array as list, assert, double, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byClusterQuantile, type ClusterShares } from './by-cluster-quantile.ts'
import { mixedSamples } from './mixed-samples.ts'
import { quantile } from './quantile.ts'
import { sortSamples } from './sorted-samples.ts'

type Clusters = readonly (readonly number[])[]

function share(clusters: Clusters, select: (value: number) => boolean): number {
  const shares = clusters.map((each) => each.filter(select).length / each.length)
  return shares.reduce((sum, one) => sum + one, 0) / clusters.length
}

function of(clusters: Clusters, percentile: number): number | undefined {
  const sharesAt = (x: number): ClusterShares => ({
    below: share(clusters, (value) => value < x),
    notAbove: share(clusters, (value) => value <= x),
  })
  return byClusterQuantile(mixedSamples(sortSamples(clusters.flat())), percentile, sharesAt)
}

describe('a quantile by which every cluster weighs the same', () => {
  test('is type 7 where all clusters are equally large', () => {
    const value = integer({ min: 0, max: 12 })
    assert(
      property(
        list(list(value, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        double({ min: 0, max: 1, noNaN: true }),
        (clusters, p) => {
          expect(of(clusters, p)).toBeCloseTo(quantile(sortSamples(clusters.flat()), p)!, 6)
        },
      ),
    )
  })

  // numpy 2.4.6: numpy.quantile(values, p, weights=1/(values of the cluster), method='inverted_cdf'), which takes a value as it is
  // where ours goes in a straight line from one to the next: they are at most a neighbour apart. Unweighted it is 433 to 9845.
  test.each([
    [0.05, 452, 450, 459],
    [0.25, 2284, 2283, 2287],
    [0.5, 4915, 4911, 4919],
    [0.75, 7344, 7339, 7361],
    [0.9, 8913, 8912, 8920],
    [0.99, 9817, 9804, 9827],
  ])(
    'p = %f of uneven clusters is %i by numpy, its neighbours %i and %i',
    (p, _, before, after) => {
      const clusters = Array.from({ length: 300 }, (_none, c) =>
        Array.from(
          { length: 1 + ((c * 7) % 5) * ((c % 3) + 1) },
          (_value, j) => (c * c * 31 + j * j * 170 + c * j) % 9973,
        ),
      )
      const found = of(clusters, p)
      expect(found).toBeGreaterThanOrEqual(before)
      expect(found).toBeLessThanOrEqual(after)
    },
  )

  test('does not follow the long ones: 9 streams of 10 short gaps outweigh one of 1 000 long gaps', () => {
    const short = Array.from({ length: 9 }, () => Array.from({ length: 10 }, () => 20))
    const long = Array.from({ length: 1000 }, () => 40)
    expect(quantile(sortSamples([...short.flat(), ...long]), 0.5)).toBe(40)
    expect(of([...short, long], 0.5)).toBe(20)
    expect(of([...short, long], 0.95)).toBe(40)
  })

  test('lies within the values and never falls when p rises', () => {
    const clusters = list(list(integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 9 }), {
      minLength: 1,
      maxLength: 6,
    })
    assert(
      property(clusters, (values) => {
        const found = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1].map((p) => of(values, p)!)
        expect(found).toEqual(found.toSorted((a, b) => a - b))
        expect(found[0]).toBeGreaterThanOrEqual(Math.min(...values.flat()))
        expect(found.at(-1)).toBe(Math.max(...values.flat()))
      }),
    )
  })

  test('of nothing is nothing', () => {
    expect(
      byClusterQuantile(mixedSamples(sortSamples([])), 0.5, () => ({ below: 0, notAbove: 0 })),
    ).toBeUndefined()
  })
})
