import type { GroupTally } from '../read/group-tally.ts'
import { TIMELINE_BIN_MS } from '../read/token-timeline.ts'

/** The time of a run, cut into equal bins. */
export interface TimeAxis {
  /** First start of a measured or warm-up stream, an instant in milliseconds. */
  readonly fromMs: number
  readonly binMs: number
  readonly bins: number
  /** First start of a measured stream; what lies before is warm-up. */
  readonly measuredFromMs: number
}

/** One value a bin. */
export interface GroupTimeline {
  readonly activeStreams: readonly number[]
  readonly startsPerSecond: readonly number[]
  readonly tokensPerSecond: readonly number[]
  /** Largest p99 of own lag among the streams that began in the bin; NaN without one. */
  readonly ownLagMs: readonly number[]
  /** TTFT by time: rows are `TTFT_ROWS` steps of a log axis, the count of streams in each. */
  readonly ttftCells: readonly TtftCell[]
}

export interface TtftCell {
  readonly bin: number
  readonly level: number
  readonly count: number
}

const MOST_BINS = 160
/** Levels a factor of ten is cut into. */
export const LEVELS_PER_DECADE = 100

export function timeAxisOf(groups: readonly GroupTally[]): TimeAxis {
  let fromMs = Number.POSITIVE_INFINITY
  let measuredFromMs = Number.POSITIVE_INFINITY
  let toMs = Number.NEGATIVE_INFINITY
  for (const { table, warmupStarts } of groups) {
    for (const start of warmupStarts.values()) fromMs = Math.min(fromMs, start)
    for (const start of table.column('startedMs')) measuredFromMs = Math.min(measuredFromMs, start)
    for (const end of table.column('endedMs')) toMs = Math.max(toMs, end)
  }
  fromMs = Math.min(fromMs, measuredFromMs)
  if (!(toMs > fromMs)) return { fromMs: 0, binMs: 1000, bins: 1, measuredFromMs: 0 }
  const steps = Math.max(1, Math.ceil((toMs - fromMs) / TIMELINE_BIN_MS / MOST_BINS))
  const binMs = steps * TIMELINE_BIN_MS
  return { fromMs, binMs, bins: Math.ceil((toMs - fromMs) / binMs), measuredFromMs }
}

export function timelinesOf(group: GroupTally, axis: TimeAxis): GroupTimeline {
  const starts = group.table.column('startedMs')
  const perSecond = 1000 / axis.binMs
  return {
    activeStreams: activeStreams(group, axis),
    startsPerSecond: countByBin(starts, axis).map((count) => count * perSecond),
    tokensPerSecond: tokens(group, axis).map((count) => count * perSecond),
    ownLagMs: largestLag(group, axis),
    ttftCells: ttftCells(group, axis),
  }
}

const binOf = (atMs: number, axis: TimeAxis): number =>
  Math.min(axis.bins - 1, Math.max(0, Math.floor((atMs - axis.fromMs) / axis.binMs)))

function countByBin(instants: Float64Array, axis: TimeAxis): number[] {
  const counts = Array.from({ length: axis.bins }, () => 0)
  for (const at of instants) counts[binOf(at, axis)]!++
  return counts
}

/** Streams open on average in each bin: what begins adds the rest of its bin and all later ones, what ends takes that away. */
function activeStreams(group: GroupTally, axis: TimeAxis): number[] {
  const slope = Array.from({ length: axis.bins + 1 }, () => 0)
  const inside = Array.from({ length: axis.bins }, () => 0)
  const add = (instants: Float64Array, sign: number): void => {
    for (const at of instants) {
      const bin = binOf(at, axis)
      const rest = Math.min(1, Math.max(0, bin + 1 - (at - axis.fromMs) / axis.binMs))
      inside[bin] = inside[bin]! + sign * rest
      slope[bin + 1] = slope[bin + 1]! + sign
    }
  }
  add(group.table.column('startedMs'), 1)
  add(group.warmupStarts.values(), 1)
  add(group.table.column('endedMs'), -1)
  add(group.warmupEnds.values(), -1)
  let open = 0
  return inside.map((part, bin) => {
    open += slope[bin]!
    return Math.max(0, open + part)
  })
}

function tokens({ timeline }: GroupTally, axis: TimeAxis): number[] {
  const counts = Array.from({ length: axis.bins }, () => 0)
  for (const [bin, events] of timeline.bins) {
    const at = binOf((bin + 0.5) * TIMELINE_BIN_MS, axis)
    counts[at] = counts[at]! + events
  }
  return counts
}

function largestLag({ table }: GroupTally, axis: TimeAxis): number[] {
  const largest = Array.from({ length: axis.bins }, () => Number.NaN)
  const starts = table.column('startedMs')
  for (const [row, lag] of table.column('lagP99Ms').entries()) {
    const bin = binOf(starts[row]!, axis)
    if (!(lag <= largest[bin]!)) largest[bin] = Number.isNaN(lag) ? largest[bin]! : lag
  }
  return largest
}

function ttftCells({ table }: GroupTally, axis: TimeAxis): readonly TtftCell[] {
  const counts = new Map<string, TtftCell>()
  const starts = table.column('startedMs')
  for (const [row, ttft] of table.column('ttftMs').entries()) {
    if (!(ttft > 0)) continue
    const bin = binOf(starts[row]!, axis)
    const level = Math.floor(Math.log10(ttft) * LEVELS_PER_DECADE)
    const key = `${bin},${level}`
    counts.set(key, { bin, level, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}
