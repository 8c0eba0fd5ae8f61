import type { Clock } from '../../core/clock.ts'
import { type TokenBucket, tokenBucket } from '../../core/profile/token-bucket.ts'
import type { LoadModel } from '../../core/profile/profile.ts'

/** What a rate limit says about one request. */
export interface RateVerdict {
  /** The provider's headers, on every answer. */
  readonly headers: Readonly<Record<string, string>>
  /** Present when the request is over the limit. */
  readonly waitMs?: number
}

export type RateLimits = (dialect: string, tokens: number) => RateVerdict

/** No limit: no headers. */
const free: RateLimits = () => ({ headers: {} })

/** The limits of a load model: one bucket of requests, one of tokens, shared by all paths. */
export function rateLimits(load: LoadModel | undefined, clock: Clock): RateLimits {
  const { requestsPerMinute, tokensPerMinute } = load ?? {}
  if (requestsPerMinute === undefined && tokensPerMinute === undefined) return free
  const requests =
    requestsPerMinute === undefined ? undefined : tokenBucket(requestsPerMinute, clock)
  const tokens = tokensPerMinute === undefined ? undefined : tokenBucket(tokensPerMinute, clock)
  return (dialect, amount) => {
    const waitMs = Math.max(requests?.waitMs(1) ?? 0, tokens?.waitMs(amount) ?? 0)
    if (waitMs === 0) {
      requests?.take(1)
      tokens?.take(amount)
    }
    const headers = headersOf(dialect, { requests, tokens })
    return waitMs === 0 ? { headers } : { headers, waitMs }
  }
}

interface Buckets {
  readonly requests: TokenBucket | undefined
  readonly tokens: TokenBucket | undefined
}

function headersOf(dialect: string, buckets: Buckets): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, bucket] of Object.entries(buckets) as [string, TokenBucket | undefined][]) {
    if (bucket === undefined) continue
    const remaining = String(bucket.remaining())
    const resetMs = bucket.resetMs()
    if (dialect === 'anthropic') {
      headers[`anthropic-ratelimit-${name}-limit`] = String(bucket.limit)
      headers[`anthropic-ratelimit-${name}-remaining`] = remaining
      headers[`anthropic-ratelimit-${name}-reset`] = new Date(Date.now() + resetMs)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z')
    } else {
      headers[`x-ratelimit-limit-${name}`] = String(bucket.limit)
      headers[`x-ratelimit-remaining-${name}`] = remaining
      headers[`x-ratelimit-reset-${name}`] = goDuration(resetMs)
    }
  }
  return headers
}

/** As OpenAI writes it: `6m0s`, `1.5s`, `20ms`. */
function goDuration(ms: number): string {
  const whole = Math.round(ms)
  if (whole < 1_000) return `${whole}ms`
  const minutes = Math.floor(whole / 60_000)
  const seconds = `${(whole % 60_000) / 1_000}s`
  return minutes === 0 ? seconds : `${minutes}m${seconds}`
}
