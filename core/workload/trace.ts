import { azureRows } from './azure-rows.ts'
import { mooncakeRows } from './mooncake-rows.ts'

/** One request of a trace. */
export interface TraceRow {
  /** From any origin, in milliseconds. */
  readonly atMs: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Requests by column, so that a long trace stays small: row i begins `atMs[i]` after the first one's start. */
export interface Trace {
  readonly atMs: readonly number[]
  readonly inputTokens: readonly number[]
  readonly outputTokens: readonly number[]
}

/** A line that is no row, or one of no known format: by its number, from 1, with the reason as the end of a sentence. */
export interface TraceFault {
  readonly line: number
  readonly why: string
}

export interface TraceFile {
  readonly format: 'azure-llm' | 'mooncake'
  readonly trace: Trace
  readonly faults: readonly TraceFault[]
}

/** A row, or why a line is none. */
export type RowOrWhy = TraceRow | string

/** Reads one line of a file at a time, the first one too. Undefined: the line holds no row, as a header does. */
export type RowReader = (line: string) => RowOrWhy | undefined

/**
 * A trace of requests by its text; what the format is, its first line tells. Rows are put in order of time: the log of
 * several servers need not be. Times count from the first row. Any fault makes the rest meaningless.
 */
export function readTrace(text: string): TraceFile {
  const lines = text.split('\n')
  const first = lines.find((line) => line.trim() !== '') ?? ''
  const format = first.trimStart().startsWith('{') ? 'mooncake' : 'azure-llm'
  const read = format === 'mooncake' ? mooncakeRows() : azureRows()
  const rows: TraceRow[] = []
  const faults: TraceFault[] = []
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const row = read(line.trim())
    if (typeof row === 'string') faults.push({ line: index + 1, why: row })
    else if (row !== undefined) rows.push(row)
  }
  const inOrder = rows.toSorted((a, b) => a.atMs - b.atMs)
  const originMs = inOrder[0]?.atMs ?? 0
  return {
    format,
    faults,
    trace: {
      atMs: inOrder.map(({ atMs }) => atMs - originMs),
      inputTokens: inOrder.map(({ inputTokens }) => inputTokens),
      outputTokens: inOrder.map(({ outputTokens }) => outputTokens),
    },
  }
}

/** The part of a trace that a run plays: `speed` times as fast, what starts before `durationMs`, at most `streams` rows. */
export function playedPart(
  { atMs, inputTokens, outputTokens }: Trace,
  bounds: {
    readonly speed: number
    readonly durationMs?: number | undefined
    readonly streams?: number | undefined
  },
): Trace {
  const scaled = atMs.map((at) => at / bounds.speed)
  const timed = scaled.filter((at) => at < (bounds.durationMs ?? Infinity)).length
  const rows = Math.min(timed, bounds.streams ?? Infinity)
  return {
    atMs: scaled.slice(0, rows),
    inputTokens: inputTokens.slice(0, rows),
    outputTokens: outputTokens.slice(0, rows),
  }
}
