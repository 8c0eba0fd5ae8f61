import type { Clock } from '../core/clock.ts'

const NS_PER_MS = 1e6
const TRIES = 16

/**
 * The host's CLOCK_MONOTONIC in milliseconds. `performance.now()` and `process.hrtime` read the same clock
 * (libuv's uv_hrtime) from different origins; reading a double is cheaper than a bigint, so the distance of the
 * origins is measured once: the pair of readings that lay closest together wins.
 */
export function monotonicClock(): Clock {
  let best = { width: Number.POSITIVE_INFINITY, offset: 0 }
  for (let i = 0; i < TRIES; i++) {
    const before = performance.now()
    const hostMs = Number(process.hrtime.bigint()) / NS_PER_MS
    const after = performance.now()
    const width = after - before
    if (width < best.width) best = { width, offset: hostMs - (before + after) / 2 }
  }
  const { offset } = best
  return { nowMs: () => performance.now() + offset }
}
