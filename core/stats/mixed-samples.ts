import { gapBucketEdges } from '../metrics/gap-histogram.ts'
import type { GapCounts } from './gap-counts.ts'
import { quantileOf } from './quantile.ts'
import type { SortedSamples } from './sorted-samples.ts'

/**
 * Gaps of which some are known exactly and some by histogram. A bucket that holds c gaps stands for c values spread evenly
 * over it (at (j + 1/2)/c of its width), so with no histogram everything here equals the exact figure, and with
 * one it is off by at most a bucket, 1.6 % of the value.
 */
export interface MixedSamples {
  readonly count: number
  /** The value of the 0-based rank among all gaps. */
  at(rank: number): number
  /** Type-7 quantile; undefined without samples. */
  quantile(percentile: number): number | undefined
}

export function mixedSamples(raw: SortedSamples, counts?: GapCounts): MixedSamples {
  const binned = counts?.reduce((sum, n) => sum + n, 0) ?? 0
  const count = raw.length + binned
  const at =
    counts === undefined || binned === 0
      ? (rank: number): number => raw[rank]!
      : (rank: number): number => mixedAt(raw, counts, rank)
  return { count, at, quantile: (percentile) => quantileOf(count, percentile, at) }
}

function mixedAt(raw: SortedSamples, counts: GapCounts, rank: number): number {
  let below = 0
  let rawBelow = 0
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const [low, high] = gapBucketEdges(bucket)
    const rawNext = lowerBound(raw, high, rawBelow)
    const binned = counts[bucket]!
    const inside = rawNext - rawBelow + binned
    if (rank < below + inside) {
      const spread = { low, width: Number.isFinite(high) ? high - low : 0, count: binned }
      return mergedAt(raw.subarray(rawBelow, rawNext), spread, rank - below)
    }
    below += inside
    rawBelow = rawNext
  }
  return raw.at(-1) ?? Number.NaN
}

/** The value of `rank` in the merge of exact values with `count` values spread over one bucket. */
function mergedAt(
  exact: Float64Array,
  spread: { readonly low: number; readonly width: number; readonly count: number },
  rank: number,
): number {
  const spreadAt = (j: number): number => spread.low + ((j + 0.5) / spread.count) * spread.width
  let i = 0
  let j = 0
  for (;;) {
    const next = exact[i]
    const fromExact = next !== undefined && (j >= spread.count || next <= spreadAt(j))
    if (i + j === rank) return fromExact ? next : spreadAt(j)
    if (fromExact) {
      i++
    } else if (next === undefined) {
      return spreadAt(rank - i)
    } else {
      j++
    }
  }
}

/** First position from `from` on whose value is not below `limit`. */
function lowerBound(sorted: SortedSamples, limit: number, from: number): number {
  let low = from
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}
