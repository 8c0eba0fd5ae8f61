import { quantile } from '../../core/stats/quantile.ts'
import { quantileInterval } from '../../core/stats/quantile-interval.ts'
import { samplesNeeded } from '../../core/stats/samples-needed.ts'
import { type SortedSamples, sortSamples } from '../../core/stats/sorted-samples.ts'
import { type Distribution, type Percentile, PERCENTILES } from '../summary/distribution.ts'
import { compact } from './compact.ts'

/**
 * The distribution of independent values, one a stream; NaN stands for a stream without one. Undefined when no stream
 * has a value.
 */
export function distributionOf(values: ArrayLike<number>): Distribution | undefined {
  const sorted = sortSamples(values)
  if (sorted.length === 0) return undefined
  return {
    count: sorted.length,
    min: sorted[0]!,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    max: sorted.at(-1)!,
    p50: percentileOf(sorted, PERCENTILES.p50),
    p90: percentileOf(sorted, PERCENTILES.p90),
    p95: percentileOf(sorted, PERCENTILES.p95),
    p99: percentileOf(sorted, PERCENTILES.p99),
  }
}

/** The same without percentiles: the load at so many starts a second was more than was served. */
export function unstable(found: Distribution, unstableAtPerSecond: number): Distribution {
  const none = { unstableAtPerSecond, has: found.count }
  return { ...found, p50: none, p90: none, p95: none, p99: none }
}

function percentileOf(sorted: SortedSamples, p: number): Percentile {
  const has = sorted.length
  const needs = samplesNeeded(p, 'bound')
  if (has < needs) return { needs, has }
  const interval = quantileInterval(sorted, p)
  return compact({
    value: quantile(sorted, p),
    low: interval?.low,
    high: interval?.high,
    intervalNeeds: interval === undefined ? samplesNeeded(p, 'interval') : undefined,
    has,
  })
}
