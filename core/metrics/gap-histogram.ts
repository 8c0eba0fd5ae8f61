/**
 * The log-linear histogram of token gaps: each power of two from 2^minExponent ms to 2^maxExponent ms is cut into
 * `subBuckets` equal steps, so a value is known to within 1/subBuckets of itself (1.6 %).
 *
 * Bucket 0 holds everything below 2^minExponent ms. Bucket 1 + (e - minExponent)·subBuckets + s covers
 * [2^e·(1 + s/subBuckets), 2^e·(1 + (s+1)/subBuckets)) ms. The last bucket holds everything from 2^maxExponent ms.
 */
export const GAP_HISTOGRAM = { minExponent: -7, maxExponent: 20, subBuckets: 64 } as const

const { minExponent, maxExponent, subBuckets } = GAP_HISTOGRAM
const LAST = 1 + (maxExponent - minExponent) * subBuckets

/** The bucket of a gap in milliseconds (negative counts as 0). */
export function gapBucket(gapMs: number): number {
  if (!(gapMs >= 2 ** minExponent)) return 0
  if (gapMs >= 2 ** maxExponent) return LAST
  let exponent = Math.floor(Math.log2(gapMs))
  if (2 ** exponent > gapMs) exponent--
  else if (2 ** (exponent + 1) <= gapMs) exponent++
  const step = Math.floor((gapMs / 2 ** exponent - 1) * subBuckets)
  return 1 + (exponent - minExponent) * subBuckets + step
}

/** Lower edge, upper edge of a bucket in milliseconds; the last bucket's upper edge is Infinity. */
export function gapBucketEdges(bucket: number): readonly [number, number] {
  if (bucket <= 0) return [0, 2 ** minExponent]
  if (bucket >= LAST) return [2 ** maxExponent, Number.POSITIVE_INFINITY]
  const exponent = minExponent + Math.floor((bucket - 1) / subBuckets)
  const step = (bucket - 1) % subBuckets
  const base = 2 ** exponent
  return [base * (1 + step / subBuckets), base * (1 + (step + 1) / subBuckets)]
}
