import {
  clusteredIntervalPositions,
  type ClusterCount,
  CLUSTERS_NEEDED,
  effectiveSamples,
} from '../../core/stats/clustered-interval.ts'
import { gapBucketEdges } from '../../core/metrics/gap-histogram.ts'
import type { MixedSamples } from '../../core/stats/mixed-samples.ts'
import { samplesNeeded } from '../../core/stats/samples-needed.ts'
import type { PooledStream, ValuePool } from '../read/value-pool.ts'
import { type GapDistribution, type Percentile, PERCENTILES } from '../summary/distribution.ts'
import { compact } from './compact.ts'

interface Pooled {
  readonly figure: Percentile
  readonly effective: number | undefined
}

/**
 * The distribution of all gaps of all streams. Gaps within a stream depend on each other, so samples are counted by stream:
 * intervals and the sample-size rule use the number of independent samples that the gaps are worth
 * (core/stats/clustered-interval.ts). Undefined without gaps.
 */
export function gapDistributionOf(pool: ValuePool): GapDistribution | undefined {
  if (pool.count === 0) return undefined
  const samples = pool.samples()
  if (samples.count === 0) return undefined
  const at = (p: number): Pooled => pooledPercentile(pool, samples, p)
  const [p50, p90, p95, p99] = [
    at(PERCENTILES.p50),
    at(PERCENTILES.p90),
    at(PERCENTILES.p95),
    at(PERCENTILES.p99),
  ]
  return compact({
    count: pool.count,
    min: pool.min,
    mean: pool.sum / pool.count,
    max: pool.max,
    p50: p50.figure,
    p90: p90.figure,
    p95: p95.figure,
    p99: p99.figure,
    streams: pool.streams,
    streamsUsed: pool.keptStreams,
    effectiveSamplesP50: p50.effective,
    effectiveSamplesP99: p99.effective,
    binnedRatio: 1 - pool.values().length / samples.count,
  })
}

/**
 * A percentile is printed when the gaps are worth as many independent samples as the rule asks for, or, with too few streams
 * to know, when the streams themselves are that many.
 */
function pooledPercentile(pool: ValuePool, samples: MixedSamples, p: number): Pooled {
  const value = samples.quantile(p)!
  const effective = effectiveSamples(clustersAt(pool, value))
  const has = Math.floor(effective ?? pool.keptStreams)
  const needs = samplesNeeded(p, 'bound')
  if (has < needs) {
    // Fewer streams than it takes to judge their spread: it is more streams that are needed, not more gaps.
    const least = effective === undefined ? Math.max(needs, CLUSTERS_NEEDED) : needs
    return { figure: { needs: least, has }, effective }
  }
  const positions = effective === undefined ? undefined : clusteredIntervalPositions(effective, p)
  const figure = compact({
    value,
    low: positions && samples.quantile(positions.low),
    high: positions && samples.quantile(positions.high),
    intervalNeeds: positions === undefined ? samplesNeeded(p, 'interval') : undefined,
    has,
  })
  return { figure, effective }
}

function clustersAt(pool: ValuePool, limit: number): readonly ClusterCount[] {
  const clusters: ClusterCount[] = []
  for (const stream of pool.kept()) clusters.push(clusterOf(stream, limit))
  return clusters
}

/** Of one stream: its gaps, and how many of them are not above `limit`. */
export function clusterOf({ values, sparse }: PooledStream, limit: number): ClusterCount {
  let total = values.length
  let notAbove = 0
  for (const value of values) if (value <= limit) notAbove++
  for (const [bucket, count] of sparse ?? []) {
    const [low, high] = gapBucketEdges(bucket)
    total += count
    notAbove += count * Math.min(1, Math.max(0, (limit - low) / (high - low)))
  }
  return { total, notAbove }
}
