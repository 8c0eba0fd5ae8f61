import { performance } from 'node:perf_hooks'
import type { PollMark } from './player.ts'

/**
 * Where this process stands between two polls of the kernel. libuv first polls without waiting and only sleeps when nothing at
 * all was there, so a sleep between a write and the notice of a departure proves that the departure came after the write
 * (https://docs.libuv.org/en/v1.x/metrics.html). It is asked once a token: within one tick, known by its instant, the kernel is not
 * polled, so the answer stays the same.
 */
export function pollMarks(): (tickMs?: number) => PollMark {
  let known: { readonly tickMs: number; readonly mark: PollMark } | undefined
  return (tickMs) => {
    if (known !== undefined && tickMs === known.tickMs) return known.mark
    const { uvMetricsInfo, idleTime } = performance.nodeTiming
    const mark = { round: uvMetricsInfo.loopCount, sleptMs: idleTime }
    known = tickMs === undefined ? undefined : { tickMs, mark }
    return mark
  }
}
