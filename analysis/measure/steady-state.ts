import { quantile } from '../../core/stats/quantile.ts'
import { slopeMargin, slopeOf } from '../../core/stats/slope.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { GroupTally } from '../read/group-tally.ts'
import type { StreamTable } from '../read/stream-table.ts'
import type { SteadyResult, SteadyState, Trend } from '../summary/steady-state.ts'
import { compact } from './compact.ts'
import type { GroupLoad } from './load.ts'
import { steadyWindows } from './load-windows.ts'
import { isWithin, lengthOf, meanConcurrency, overlap, type Window } from './spans.ts'

/** Warm-up to leave out: so long, or as long as two streams. */
const LEAST_DISCARD_MS = 30_000
/** Streams at the beginning that tell how long a stream is before any queue. */
const FIRST_STREAMS = 30
const MOST_PIECES = 40
/** A load with fewer left after its warm-up keeps what lies after its filling up; with fewer then too, nothing can be told. */
const FEWEST_PIECES = 8
/** Of each trend: a false alarm about once in 200 runs, and hardly ever of two at once. */
const ALPHA = 0.01
const LEAST_RISE_RATIO = 0.1

/** A piece of the time under load, in which the figures are means. */
interface Piece extends Window {
  /** Which window it was cut from. */
  readonly level: number
}

/**
 * Looks for over-saturation as GuideLLM does (open streams and TTFT both rise,
 * https://github.com/vllm-project/guidellm/blob/main/docs/guides/over_saturation_stopping.md): the load after its warm-up is cut
 * into pieces at least as long as a stream, so that neighbours hardly depend on each other; through their means goes a
 * straight line, whose slope must be beyond its margin by Student's t. Where routes take turns, open streams are gone at the end
 * of every block: each block then has a level of its own, and the common slope within blocks counts.
 */
export function steadyStateOf({ table }: GroupTally, load: GroupLoad): SteadyState {
  const first = load.times.own[0]!
  const streamMs = unqueuedDuration(table)
  const wantedMs = Math.max(LEAST_DISCARD_MS, 2 * streamMs)
  const filled = after(steadyWindows(load.times, streamMs), lastRampStart(table))
  const settled = after(filled, first + wantedMs)
  const enough = piecesOf(settled, streamMs).length >= FEWEST_PIECES
  const windows = enough ? settled : filled
  const pieces = piecesOf(windows, streamMs)
  const facts = {
    discardedS: Math.max(0, ((windows[0]?.fromMs ?? first) - first) / 1000),
    wantedDiscardS: wantedMs / 1000,
    windowS: lengthOf(windows) / 1000,
    pieces: pieces.length,
  }
  if (pieces.length < FEWEST_PIECES) return { result: 'unknown', ...facts }
  const trend = (of: (piece: Piece) => number): Trend | undefined => trendOf(pieces, of)
  const trends = {
    startsPerSecond: trend((piece) => startsPerSecond(load.spans.starts, piece)),
    openStreams: trend((piece) => meanConcurrency(load.spans, [piece])),
    ttftMs: trend(medianWaits(table)),
  }
  return compact({ result: resultOf(trends), ...facts, ...trends })
}

/**
 * How long a stream takes that need not queue, in milliseconds, by those that started first: the p90 of their time from first token to
 * end, and the p10 of their TTFT. Not how long they were open: under a load that is far too high even the thirtieth has
 * queued, and exactly the load that is looked for would look too short to tell.
 */
function unqueuedDuration(table: StreamTable): number {
  const [starts, ends, ttft] = [
    table.column('scheduledMs'),
    table.column('endedMs'),
    table.column('ttftMs'),
  ]
  const first = Array.from(starts.keys())
    .toSorted((a, b) => starts[a]! - starts[b]!)
    .slice(0, FIRST_STREAMS)
  const generation = sortSamples(first.map((row) => ends[row]! - starts[row]! - ttft[row]!))
  const waits = sortSamples(first.map((row) => ttft[row]!))
  const open = sortSamples(first.map((row) => ends[row]! - starts[row]!))
  return (quantile(generation, 0.9) ?? quantile(open, 0.9)!) + (quantile(waits, 0.1) ?? 0)
}

type Trends = Readonly<Record<'startsPerSecond' | 'openStreams' | 'ttftMs', Trend | undefined>>

function resultOf({ startsPerSecond: starts, openStreams, ttftMs }: Trends): SteadyResult {
  if (starts?.rising === true) return 'driven'
  const rising = [openStreams, ttftMs].filter((each) => each?.rising === true).length
  if (rising === 2) return 'unstable'
  return rising === 1 ? 'rising' : 'steady'
}

/** The last start of a closed loop's ramp; before all others where there is none. */
function lastRampStart(table: StreamTable): number {
  const starts = table.column('startedMs')
  return table
    .column('ramp')
    .reduce(
      (last, flag, row) => (flag === 1 ? Math.max(last, starts[row]!) : last),
      Number.NEGATIVE_INFINITY,
    )
}

function after(windows: readonly Window[], atMs: number): readonly Window[] {
  return windows
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, atMs), toMs }))
    .filter(({ fromMs, toMs }) => toMs > fromMs)
}

/** Pieces of equal length within each window, none shorter than a stream; a window that is shorter has none. */
function piecesOf(windows: readonly Window[], streamMs: number): readonly Piece[] {
  const leastMs = Math.max(streamMs, lengthOf(windows) / MOST_PIECES)
  return windows.flatMap(({ fromMs, toMs }, level) => {
    const count = Math.floor((toMs - fromMs) / leastMs)
    const lengthMs = (toMs - fromMs) / count
    return Array.from({ length: count }, (_, i) => ({
      fromMs: fromMs + i * lengthMs,
      toMs: fromMs + (i + 1) * lengthMs,
      level,
    }))
  })
}

/** Undefined where too few pieces have the figure. */
function trendOf(pieces: readonly Piece[], of: (piece: Piece) => number): Trend | undefined {
  const points = pieces.flatMap((piece) => {
    const y = of(piece)
    return Number.isFinite(y) ? [{ x: (piece.fromMs + piece.toMs) / 2000, y, piece }] : []
  })
  if (points.length < FEWEST_PIECES) return undefined
  const slope = slopeOf(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
    points.map(({ piece }) => piece.level),
  )
  if (slope === undefined) return undefined
  const level = points.reduce((sum, { y }) => sum + y, 0) / points.length
  const marginPerSecond = slopeMargin(slope, ALPHA)
  const riseRatio = level > 0 ? (slope.slope * longestS(pieces)) / level : 0
  return {
    level,
    perSecond: slope.slope,
    marginPerSecond,
    riseRatio,
    rising: slope.slope > marginPerSecond && riseRatio > LEAST_RISE_RATIO,
  }
}

/** Length of the longest stretch of pieces that follow each other, in seconds. */
function longestS(pieces: readonly Piece[]): number {
  const levels = Map.groupBy(pieces, (piece) => piece.level)
  const lengths = [...levels.values()].map(lengthOf)
  return Math.max(0, ...lengths) / 1000
}

const startsPerSecond = (starts: Float64Array, piece: Piece): number =>
  starts.reduce((sum, start) => sum + (isWithin([piece], start) ? 1 : 0), 0) /
  ((piece.toMs - piece.fromMs) / 1000)

/**
 * Median TTFT of the streams that were meant to start in a piece. One that never had a token has waited as long as it was open:
 * leaving it out would flatten exactly the rise that is looked for. NaN for a piece without streams.
 */
function medianWaits(table: StreamTable): (piece: Piece) => number {
  const [scheduled, ended] = [table.column('scheduledMs'), table.column('endedMs')]
  const waits = table
    .column('ttftMs')
    .map((ttft, row) =>
      Number.isNaN(ttft) && WAITED.has(table.outcome(row)) ? ended[row]! - scheduled[row]! : ttft,
    )
  return (piece) => {
    const own = waits.filter(
      (_, row) => overlap([piece], scheduled[row]!, scheduled[row]! + 1e-6) > 0,
    )
    return quantile(sortSamples(own), 0.5) ?? Number.NaN
  }
}

const WAITED: ReadonlySet<string> = new Set(['timeout_first', 'timeout_total', 'harness_cut'])
