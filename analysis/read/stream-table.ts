import { OUTCOMES, type Outcome } from '../../core/outcome.ts'
import { mixedSamples } from '../../core/stats/mixed-samples.ts'
import { addSparseGaps, emptyGapCounts } from '../../core/stats/gap-counts.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { Column } from './column.ts'
import { PlayoutTable } from './playout-table.ts'

/** What is kept of every measured stream. Instants are on CLOCK_MONOTONIC, all else counts from the intended start. */
export const COLUMNS = [
  'scheduledMs',
  'startedMs',
  'endedMs',
  'ttftMs',
  'ttftFromSendMs',
  'ttfaMs',
  'tpotMs',
  'e2eMs',
  'tokensPerSecond',
  'startDelayMs',
  'tokens',
  'contentEvents',
  'gapMeanMs',
  'gapP95Ms',
  'lagP50Ms',
  'lagP99Ms',
  'lagMaxMs',
  'reads',
  'outcome',
  'ramp',
  'block',
] as const
export type ColumnName = (typeof COLUMNS)[number]

const OUTCOME_NUMBER = new Map(OUTCOMES.map((outcome, number) => [outcome, number]))

/** The measured streams of a group by columns, which is what a million of them fits into. */
export class StreamTable {
  readonly ids: string[] = []
  readonly playout = new PlayoutTable()
  readonly #columns = new Map(COLUMNS.map((name) => [name, new Column()]))

  get length(): number {
    return this.ids.length
  }

  add(record: StreamRecord): void {
    this.ids.push(record.stream)
    this.playout.add(record)
    const row: Readonly<Record<ColumnName, number | undefined>> = {
      scheduledMs: record.scheduledMs,
      startedMs: record.startedMs,
      endedMs: record.scheduledMs + record.endMs,
      ttftMs: record.ttftMs,
      ttftFromSendMs: fromSend(record),
      ttfaMs: record.ttfaMs,
      tpotMs: record.tpotMs,
      e2eMs: record.e2eMs,
      tokensPerSecond: record.tokensPerSecond,
      startDelayMs: record.startDelayMs,
      tokens: record.tokens,
      contentEvents: record.contentEvents,
      gapMeanMs: gapMean(record),
      gapP95Ms: gapP95(record),
      lagP50Ms: lagOf(record)?.p50Ms,
      lagP99Ms: lagOf(record)?.p99Ms,
      lagMaxMs: lagOf(record)?.maxMs,
      reads: record.reads,
      outcome: OUTCOME_NUMBER.get(record.outcome),
      ramp: record.ramp === true ? 1 : 0,
      block: blockOf(record),
    }
    for (const [name, column] of this.#columns) column.push(row[name] ?? Number.NaN)
  }

  /** A column, in the order of arrival. */
  column(name: ColumnName): Float64Array {
    return this.#columns.get(name)!.values()
  }

  outcome(row: number): Outcome {
    return OUTCOMES[this.column('outcome')[row]!]!
  }
}

/** Number of the stretch of load that the stream belongs to, where the run compares. */
function blockOf({ tags }: StreamRecord): number | undefined {
  return tags?.['block'] === undefined ? undefined : Number(tags['block'])
}

function fromSend({ ttftMs, ttftFromSendMs, startDelayMs }: StreamRecord): number | undefined {
  if (ttftFromSendMs !== undefined) return ttftFromSendMs
  return ttftMs === undefined ? undefined : ttftMs - startDelayMs
}

/** The mean of all gaps of a stream in milliseconds: exact, however they were kept. */
function gapMean({ gaps, gapsMs }: StreamRecord): number | undefined {
  if (gaps !== undefined) return gaps.meanMs
  if (gapsMs === undefined || gapsMs.length === 0) return undefined
  return gapsMs.reduce((sum, gap) => sum + gap, 0) / gapsMs.length
}

/** A stream's own p95 gap in milliseconds; undefined when it has no gaps or kept none. */
function gapP95({ gapsMs, gapHist }: StreamRecord): number | undefined {
  if (gapHist === undefined) {
    return gapsMs === undefined ? undefined : mixedSamples(sortSamples(gapsMs)).quantile(0.95)
  }
  const counts = emptyGapCounts()
  addSparseGaps(counts, gapHist)
  return mixedSamples(sortSamples(gapsMs ?? []), counts).quantile(0.95)
}

/** A stream that is read slowly on purpose leaves its bytes waiting: that is no lag of ours. */
const lagOf = ({ lag, reader }: StreamRecord): StreamRecord['lag'] =>
  reader === undefined ? lag : undefined
