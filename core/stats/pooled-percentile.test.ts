import { describe, expect, test } from 'vitest'
import { pooledPercentile } from './pooled-percentile.ts'

describe('percentile pooled from sketches', () => {
  test('one stream gives back its own points', () => {
    const sketch = { count: 100, p50: 1, p99: 4, max: 6 }
    expect(pooledPercentile([sketch], 0.5)).toBeCloseTo(1, 4)
    expect(pooledPercentile([sketch], 0.99)).toBeCloseTo(4, 4)
  })

  // scipy 1.17.1: scipy.optimize.brentq on the weighted sum of numpy.interp(x, [0, p50, p99, max], [0, 0.5, 0.99, 1])
  test.each([
    [0.1, 2.625877632898696],
    [0.5, 16.434413813995754],
    [0.9, 71.86730383938385],
    [0.95, 81.7076605379046],
    [0.99, 89.64305227278383],
    [0.999, 94.4838984771574],
  ])('of three streams, p = %f: %f', (p, value) => {
    const sketches = [
      { count: 64, p50: 20, p99: 45, max: 80 },
      { count: 10, p50: 35, p99: 36, max: 200 },
      { count: 300, p50: 12, p99: 90, max: 95 },
    ]
    expect(pooledPercentile(sketches, p)).toBeCloseTo(value, 5)
  })

  test('one bad stream of a hundred moves the p99 of all only a little', () => {
    const good = Array.from({ length: 99 }, () => ({ count: 64, p50: 0.1, p99: 0.2, max: 0.3 }))
    const all = pooledPercentile([...good, { count: 64, p50: 40, p99: 80, max: 90 }], 0.99)!
    expect(all).toBeGreaterThan(0.2)
    expect(all).toBeLessThan(1)
  })

  test('long streams weigh more, no stream is no percentile', () => {
    const short = { count: 1, p50: 1, p99: 1, max: 1 }
    const long = { count: 999, p50: 5, p99: 5, max: 5 }
    expect(pooledPercentile([short, long], 0.5)).toBeGreaterThan(2)
    expect(pooledPercentile([], 0.99)).toBeUndefined()
  })
})
