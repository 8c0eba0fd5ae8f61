import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { Window } from './spans.ts'

/** Starts of one group, sorted; instants in milliseconds. */
export interface StartTimes {
  /** Measured and warm-up streams. */
  readonly own: Float64Array
  /** First measured start. */
  readonly measuredFromMs: number
  /** Other routes or scenarios are measured in the same run, in turn with this one. */
  readonly takesTurns: boolean
}

/** A pause is a break in the load when it is longer than this and than eight usual distances. */
const BREAK_MS = 1000
const BREAK_DISTANCES = 8

/**
 * The stretches in which a route was under load. Where routes take turns, a pause divides two of them. Where there is only one,
 * nothing is planned to pause: then it is a stall (of a closed loop, all of whose lanes wait) and part of the load.
 */
export function loadStretches({ own, takesTurns }: StartTimes): readonly Window[] {
  if (own.length === 0) return []
  const distances = sortSamples(own.subarray(1).map((start, i) => start - own[i]!))
  const pauseMs = Math.max(BREAK_MS, BREAK_DISTANCES * (quantile(distances, 0.5) ?? 0))
  const stretches: Window[] = []
  let fromMs = own[0]!
  let lastMs = fromMs
  for (const start of own) {
    if (takesTurns && start - lastMs > pauseMs) {
      stretches.push({ fromMs, toMs: lastMs })
      fromMs = start
    }
    lastMs = start
  }
  stretches.push({ fromMs, toMs: lastMs })
  return stretches
}

/**
 * The parts of the stretches in which the number of open streams is neither still filling up nor emptying: from one p95
 * duration after the first start, and not before the first measured one, to the last start.
 */
export function steadyWindows(times: StartTimes, p95DurationMs: number): readonly Window[] {
  return loadStretches(times)
    .map(({ fromMs, toMs }) => ({
      fromMs: Math.max(fromMs + p95DurationMs, times.measuredFromMs),
      toMs,
    }))
    .filter((window) => window.toMs > window.fromMs)
}
