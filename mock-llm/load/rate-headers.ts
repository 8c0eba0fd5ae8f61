import type { RateLevel } from './rate-limits.ts'

/** The rate limits as the provider of the dialect writes them: Anthropic's names and instants, else OpenAI's. */
export function rateHeaders(
  dialect: string,
  levels: readonly RateLevel[],
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const { name, limit, remaining, resetMs } of levels) {
    const values = { limit: String(limit), remaining: String(remaining) }
    if (dialect === 'anthropic') {
      headers[`anthropic-ratelimit-${name}-limit`] = values.limit
      headers[`anthropic-ratelimit-${name}-remaining`] = values.remaining
      headers[`anthropic-ratelimit-${name}-reset`] = new Date(Date.now() + resetMs)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z')
    } else {
      headers[`x-ratelimit-limit-${name}`] = values.limit
      headers[`x-ratelimit-remaining-${name}`] = values.remaining
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

/**
 * When to come again. OpenAI also says it in milliseconds, which its SDKs read first
 * (openai/openai-node src/client.ts, `retry-after-ms`).
 */
export function retryHeaders(
  dialect: string,
  { retryAfterS, retryAfterMs }: { readonly retryAfterS?: number; readonly retryAfterMs?: number },
): Readonly<Record<string, string>> {
  if (retryAfterS === undefined) return {}
  const seconds = { 'retry-after': String(retryAfterS) }
  return dialect.startsWith('openai-')
    ? { ...seconds, 'retry-after-ms': String(retryAfterMs ?? retryAfterS * 1_000) }
    : seconds
}
