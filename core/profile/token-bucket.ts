import type { Clock } from '../clock.ts'

/** A rate limit: so much a minute, all of it at once if unused. */
export interface TokenBucket {
  readonly limit: number
  readonly remaining: () => number
  /** Until it is full again. */
  readonly resetMs: () => number
  /** Until `amount` is there; 0 if it is. */
  readonly waitMs: (amount: number) => number
  /** Takes what was asked for; the caller looked before. */
  readonly take: (amount: number) => void
}

const MINUTE_MS = 60_000

/** A full bucket. An amount above the limit counts as the limit, else it could never be had. */
export function tokenBucket(perMinute: number, clock: Clock): TokenBucket {
  const perMs = perMinute / MINUTE_MS
  let level = perMinute
  let atMs = clock.nowMs()
  const fill = (): number => {
    const nowMs = clock.nowMs()
    level = Math.min(perMinute, level + (nowMs - atMs) * perMs)
    atMs = nowMs
    return level
  }
  const bounded = (amount: number): number => Math.min(amount, perMinute)
  return {
    limit: perMinute,
    remaining: () => Math.floor(fill()),
    resetMs: () => (perMinute - fill()) / perMs,
    waitMs: (amount) => Math.max(0, (bounded(amount) - fill()) / perMs),
    take(amount) {
      level = fill() - bounded(amount)
    },
  }
}
