import { performance } from 'node:perf_hooks'
import type { PollMark } from './player.ts'

/**
 * Where this process stands between two polls of the kernel. libuv first polls without waiting and only sleeps when nothing at
 * all was there, so a sleep between a write and the notice of a departure proves that the departure came after the write
 * (https://docs.libuv.org/en/v1.x/metrics.html).
 */
export const pollMark = (): PollMark => ({
  round: performance.nodeTiming.uvMetricsInfo.loopCount,
  sleptMs: performance.nodeTiming.idleTime,
})
