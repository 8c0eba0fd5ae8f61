import { byClusterQuantile, type ClusterShares } from '../../core/stats/by-cluster-quantile.ts'
import {
  type ClusterCount,
  clusteredIntervalPositions,
  effectiveSamples,
} from '../../core/stats/clustered-interval.ts'
import { samplesNeeded } from '../../core/stats/samples-needed.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { MixedSamples } from '../../core/stats/mixed-samples.ts'
import type { PooledStream, ValuePool } from '../read/value-pool.ts'
import { type Distribution, type Percentile, PERCENTILES } from '../summary/distribution.ts'
import { compact } from './compact.ts'
import { clusterOf } from './gap-distribution.ts'

/**
 * All gaps with every stream weighing the same: what a stream taken by chance is like, where the pooled distribution tells what
 * a token taken by chance is like, in which long answers weigh more. Percentiles and intervals never count more independent
 * samples than there are streams. `streamMeans`: the mean gap of each stream, NaN where it has none. Undefined without gaps.
 */
export function gapByStreamOf(
  pool: ValuePool,
  streamMeans: Float64Array,
): Distribution | undefined {
  const means = sortSamples(streamMeans)
  if (pool.count === 0 || pool.samples().count === 0 || means.length === 0) return undefined
  const streams = [...pool.kept()].map(sorted)
  const at = (p: number): Percentile => percentileOf(streams, pool.samples(), p)
  return {
    count: pool.streams,
    min: pool.min,
    mean: means.reduce((sum, mean) => sum + mean, 0) / means.length,
    max: pool.max,
    p50: at(PERCENTILES.p50),
    p90: at(PERCENTILES.p90),
    p95: at(PERCENTILES.p95),
    p99: at(PERCENTILES.p99),
  }
}

/** In order, so that a share of a stream is found in a few steps. */
function sorted({ values, sparse }: PooledStream): PooledStream {
  return compact({ values: sortSamples(values), sparse })
}

function percentileOf(
  streams: readonly PooledStream[],
  pooled: MixedSamples,
  p: number,
): Percentile {
  const quantileAt = (position: number): number =>
    byClusterQuantile(pooled, position, (value) => sharesAt(streams, value))!
  const value = quantileAt(p)
  const shares: ClusterCount[] = streams.map((stream) => ({
    total: 1,
    notAbove: shareNotAbove(stream, value),
  }))
  const effective = effectiveSamples(shares)
  const has = Math.floor(effective ?? streams.length)
  const needs = samplesNeeded(p, 'bound')
  if (has < needs) return { needs, has }
  const positions = effective === undefined ? undefined : clusteredIntervalPositions(effective, p)
  return compact({
    value,
    low: positions && quantileAt(positions.low),
    high: positions && quantileAt(positions.high),
    intervalNeeds: positions === undefined ? samplesNeeded(p, 'interval') : undefined,
    has,
  })
}

function sharesAt(streams: readonly PooledStream[], value: number): ClusterShares {
  let below = 0
  let notAbove = 0
  for (const stream of streams) {
    below += shareBelow(stream, value)
    notAbove += shareNotAbove(stream, value)
  }
  return { below: below / streams.length, notAbove: notAbove / streams.length }
}

function shareNotAbove(stream: PooledStream, value: number): number {
  if (stream.sparse === undefined) return place(stream.values, value, true) / stream.values.length
  const { notAbove, total } = clusterOf(stream, value)
  return notAbove / total
}

/** What a bucket holds is spread evenly over it: below and not above are the same there. */
function shareBelow(stream: PooledStream, value: number): number {
  if (stream.sparse === undefined) return place(stream.values, value, false) / stream.values.length
  return shareNotAbove(stream, value)
}

/** How many of the sorted values lie below `value`, or not above it. */
function place(values: Float64Array, value: number, included: boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = values[middle]!
    if (one < value || (included && one === value)) low = middle + 1
    else high = middle
  }
  return low
}
