import * as ear from 'k6/x/streamgauge'
import { setTimeout } from 'k6/timers'

/** Resolves at or shortly after the absolute instant `atMs` on CLOCK_MONOTONIC. */
export function until(atMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, atMs - ear.nowMs()))
  })
}
