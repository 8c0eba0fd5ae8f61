import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { GroupTally } from '../read/group-tally.ts'
import type { LittlesLaw, Throughput } from '../summary/group.ts'
import { compact } from './compact.ts'
import { loadStretches, type StartTimes, steadyWindows } from './load-windows.ts'
import {
  lengthOf,
  meanConcurrency,
  overlap,
  peakConcurrency,
  type Spans,
  type Window,
} from './spans.ts'

/** Below this share of the load's time a steady window says too little. */
const LEAST_STEADY_SHARE = 0.1

/** Rates and concurrency of a group; undefined when it has no measured stream. `takesTurns`: other groups are measured in the same run. */
export function throughputOf(group: GroupTally, takesTurns: boolean): Throughput | undefined {
  if (group.table.length === 0) return undefined
  const starts = group.table.column('startedMs')
  const ends = group.table.column('endedMs')
  const spans: Spans = {
    starts: joined(group.warmupStarts.values(), starts),
    ends: joined(group.warmupEnds.values(), ends),
  }
  const durations = sortSamples(ends.map((end, i) => end - starts[i]!))
  const times: StartTimes = {
    own: spans.starts.toSorted(),
    measuredFromMs: starts.reduce(
      (first, start) => Math.min(first, start),
      Number.POSITIVE_INFINITY,
    ),
    takesTurns,
  }
  const steady = steadyWindows(times, quantile(durations, 0.95)!)
  const stretches = loadStretches(times)
  const isSteady = lengthOf(steady) > LEAST_STEADY_SHARE * lengthOf(stretches)
  const windows = isSteady ? steady : wholeLoad({ starts, ends })
  const windowS = lengthOf(windows) / 1000
  return compact({
    windowS,
    steady: isSteady,
    startsPerSecond: countWithin(spans.starts, windows) / windowS,
    tokensPerSecond: tokensWithin(group, windows) / windowS,
    meanConcurrencyStreams: meanConcurrency(spans, windows),
    peakConcurrencyStreams: peakConcurrency(spans),
    littlesLaw: isSteady ? littlesLaw(spans, windows) : undefined,
  })
}

/** From the first start to the last end. */
function wholeLoad({ starts, ends }: Spans): readonly Window[] {
  const fromMs = starts.reduce((first, start) => Math.min(first, start), Number.POSITIVE_INFINITY)
  const toMs = ends.reduce((last, end) => Math.max(last, end), fromMs + 0.001)
  return [{ fromMs, toMs }]
}

/**
 * L = lambda·W: L streams open on average (by integration over the windows), lambda starts per second within them, W the mean
 * duration of those. Streams that reach over an edge differ by chance: with independent starts about sqrt(2·L) of
 * them at each edge, hence a standard error of sqrt(2·L·windows)/starts of the deviation.
 */
function littlesLaw(spans: Spans, windows: readonly Window[]): LittlesLaw | undefined {
  const concurrencyStreams = meanConcurrency(spans, windows)
  let arrivals = 0
  let durationMs = 0
  for (const [i, start] of spans.starts.entries()) {
    if (overlap(windows, start, start + 1e-6) === 0) continue
    arrivals++
    durationMs += spans.ends[i]! - start
  }
  if (arrivals === 0 || concurrencyStreams === 0) return undefined
  const arrivalsPerSecond = (1000 * arrivals) / lengthOf(windows)
  const meanDurationMs = durationMs / arrivals
  const product = (arrivalsPerSecond * meanDurationMs) / 1000
  return {
    concurrencyStreams,
    arrivalsPerSecond,
    meanDurationMs,
    deviationRatio: Math.abs(concurrencyStreams - product) / concurrencyStreams,
    chanceRatio: (3 * Math.sqrt(2 * concurrencyStreams * windows.length)) / arrivals,
  }
}

/** Tokens that arrived within the windows, each stream's spread evenly from its first to its last. */
function tokensWithin({ table }: GroupTally, windows: readonly Window[]): number {
  const [scheduled, ttft, e2e, tokens] = [
    table.column('scheduledMs'),
    table.column('ttftMs'),
    table.column('e2eMs'),
    table.column('tokens'),
  ]
  let sum = 0
  for (let i = 0; i < tokens.length; i++) {
    const fromMs = scheduled[i]! + ttft[i]!
    const toMs = Math.max(scheduled[i]! + e2e[i]!, fromMs + 0.001)
    if (Number.isNaN(toMs)) continue
    sum += (tokens[i]! * overlap(windows, fromMs, toMs)) / (toMs - fromMs)
  }
  return sum
}

function countWithin(starts: Float64Array, windows: readonly Window[]): number {
  return starts.reduce((sum, start) => sum + (isWithin(windows, start) ? 1 : 0), 0)
}

const isWithin = (windows: readonly Window[], at: number): boolean =>
  windows.some((window) => at >= window.fromMs && at <= window.toMs)

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
