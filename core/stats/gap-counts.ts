import { gapBucket } from '../metrics/gap-histogram.ts'

/** Number of buckets of the gap histogram. */
export const GAP_BUCKETS = gapBucket(Number.POSITIVE_INFINITY) + 1

/** A sparse histogram as records carry it: [[bucket, count], …]. */
export type SparseGaps = readonly (readonly [number, number])[]

/** Counts by bucket. Histograms of one layout merge by addition; percentiles never do. */
export type GapCounts = Float64Array

export const emptyGapCounts = (): GapCounts => new Float64Array(GAP_BUCKETS)

/** Adds a sparse histogram to `counts` and returns how many gaps it held; pairs that are no bucket are not counted. */
export function addSparseGaps(counts: GapCounts, sparse: SparseGaps): number {
  let added = 0
  for (const [bucket, count] of sparse) {
    if (!Number.isInteger(bucket) || bucket < 0 || bucket >= GAP_BUCKETS || !(count > 0)) continue
    counts[bucket] = counts[bucket]! + count
    added += count
  }
  return added
}
