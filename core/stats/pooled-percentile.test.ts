import { describe, expect, test } from 'vitest'
import { pooledPercentile } from './pooled-percentile.ts'

describe('percentile pooled from sketches', () => {
  test('one stream gives back its own points', () => {
    const sketch = { count: 100, p50: 1, p99: 4, max: 6 }
    expect(pooledPercentile([sketch], 0.5)).toBeCloseTo(1, 4)
    expect(pooledPercentile([sketch], 0.99)).toBeCloseTo(4, 4)
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
