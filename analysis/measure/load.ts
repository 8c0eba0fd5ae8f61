import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { GroupTally } from '../read/group-tally.ts'
import { loadStretches, type StartTimes, steadyWindows } from './load-windows.ts'
import { lengthOf, type Spans, type Window } from './spans.ts'

/** Below this share of the load's time a steady window says too little. */
const LEAST_STEADY_SHARE = 0.1

/** When a group was under load. */
export interface GroupLoad {
  /** Measured and warm-up streams. */
  readonly spans: Spans
  readonly times: StartTimes
  /** Over which rates are taken: the steady windows where they are long enough, else the whole load. */
  readonly windows: readonly Window[]
  readonly steady: boolean
}

/** Undefined when the group has no measured stream. `takesTurns`: other groups are measured in the same run. */
export function loadOf(group: GroupTally, takesTurns: boolean): GroupLoad | undefined {
  if (group.table.length === 0) return undefined
  const starts = group.table.column('startedMs')
  const ends = group.table.column('endedMs')
  const spans: Spans = {
    starts: joined(group.warmupStarts.values(), starts),
    ends: joined(group.warmupEnds.values(), ends),
  }
  const times = { own: spans.starts.toSorted(), measuredFromMs: least(starts), takesTurns }
  const p95DurationMs = quantile(sortSamples(ends.map((end, i) => end - starts[i]!)), 0.95)!
  const windows = steadyWindows(times, p95DurationMs)
  const steady = lengthOf(windows) > LEAST_STEADY_SHARE * lengthOf(loadStretches(times))
  return {
    spans,
    times,
    windows: steady ? windows : wholeLoad({ starts, ends }),
    steady,
  }
}

/** From the first start to the last end. */
function wholeLoad({ starts, ends }: Spans): readonly Window[] {
  const fromMs = least(starts)
  return [{ fromMs, toMs: ends.reduce((last, end) => Math.max(last, end), fromMs + 0.001) }]
}

const least = (values: Float64Array): number =>
  values.reduce((first, value) => Math.min(first, value), Number.POSITIVE_INFINITY)

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
