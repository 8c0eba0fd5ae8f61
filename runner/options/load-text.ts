import type { ScenarioPlan } from '../run/run-plan.ts'
import { durationText } from './duration.ts'

/** The load of a scenario in words, for example `60 streams at 2/s`. */
export function loadText({ load, streams, durationMs }: ScenarioPlan): string {
  const how = load.kind === 'open' ? `at ${load.ratePerSecond}/s` : `by ${load.concurrency} lanes`
  const count = streams === undefined ? 'streams' : `${streams} streams`
  const bound = durationMs === undefined ? '' : ` for ${durationText(durationMs)}`
  return `${count} ${how}${bound}`
}

/** The most streams that a scenario starts on one route; undefined where only the target's speed bounds them. */
export function mostStreams({
  load,
  streams,
  durationMs,
  warmupMs,
}: ScenarioPlan): number | undefined {
  if (load.kind === 'closed') return warmupMs === 0 ? streams : undefined
  const timed =
    durationMs === undefined ? Infinity : Math.ceil((load.ratePerSecond * durationMs) / 1_000)
  const warmup = Math.ceil((load.ratePerSecond * warmupMs) / 1_000)
  return Math.min(streams ?? Infinity, timed) + warmup
}
