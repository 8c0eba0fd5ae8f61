import type { Clock } from '../../core/clock.ts'
import { tokenBucket } from '../../core/profile/token-bucket.ts'
import type { LoadModel } from '../../core/profile/profile.ts'

/** One limit as it stands after a request. */
export interface RateLevel {
  readonly name: 'requests' | 'tokens'
  /** A minute. */
  readonly limit: number
  readonly remaining: number
  /** Until it is full again. */
  readonly resetMs: number
}

/** What the rate limits say about one request. */
export interface RateVerdict {
  /** Told to every client; empty where there is no limit. */
  readonly levels: readonly RateLevel[]
  /** Present when the request is over the limit. */
  readonly waitMs?: number
}

/** `tokens` is only asked for where they are limited. */
export type RateLimits = (tokens: () => number) => RateVerdict

/** The limits of a load model: one bucket of requests, one of tokens, shared by all paths. */
export function rateLimits(load: LoadModel | undefined, clock: Clock): RateLimits {
  const { requestsPerMinute, tokensPerMinute } = load ?? {}
  const limits = [
    ...(requestsPerMinute === undefined
      ? []
      : [{ name: 'requests' as const, bucket: tokenBucket(requestsPerMinute, clock) }]),
    ...(tokensPerMinute === undefined
      ? []
      : [{ name: 'tokens' as const, bucket: tokenBucket(tokensPerMinute, clock) }]),
  ]
  return (tokens) => {
    const wanted = limits.map(({ name, bucket }) => ({
      name,
      bucket,
      amount: name === 'tokens' ? tokens() : 1,
    }))
    const waitMs = Math.max(0, ...wanted.map(({ bucket, amount }) => bucket.waitMs(amount)))
    if (waitMs === 0) for (const { bucket, amount } of wanted) bucket.take(amount)
    const levels = wanted.map(({ name, bucket }) => ({
      name,
      limit: bucket.limit,
      remaining: bucket.remaining(),
      resetMs: bucket.resetMs(),
    }))
    return waitMs === 0 ? { levels } : { levels, waitMs }
  }
}
