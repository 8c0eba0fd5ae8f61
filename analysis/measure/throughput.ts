import type { GroupTally } from '../read/group-tally.ts'
import type { LittlesLaw, Throughput } from '../summary/group.ts'
import { compact } from './compact.ts'
import type { GroupLoad } from './load.ts'
import {
  isWithin,
  lengthOf,
  meanConcurrency,
  overlap,
  peakConcurrency,
  type Spans,
  type Window,
} from './spans.ts'

/** Rates and concurrency of a group. */
export function throughputOf(group: GroupTally, load: GroupLoad): Throughput {
  const { spans, windows, steady } = load
  const windowS = lengthOf(windows) / 1000
  return compact({
    windowS,
    steady,
    startsPerSecond: countWithin(spans.starts, windows) / windowS,
    tokensPerSecond: tokensWithin(group, windows) / windowS,
    meanConcurrencyStreams: meanConcurrency(spans, windows),
    peakConcurrencyStreams: peakConcurrency(spans),
    littlesLaw: steady ? littlesLaw(spans, windows) : undefined,
  })
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
