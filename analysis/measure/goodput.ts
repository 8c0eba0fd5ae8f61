import { isSuccess } from '../../core/outcome.ts'
import type { Slo } from '../../core/slo.ts'
import { ratioInterval } from '../../core/stats/ratio-interval.ts'
import type { StreamTable } from '../read/stream-table.ts'
import type { Goodput } from '../summary/goodput.ts'
import { sloValues, type StreamSloName } from './slo-values.ts'
import { isWithin, lengthOf, type Window } from './spans.ts'

interface Counted {
  /** Started less cancelled, and less harness_cut after a signal or an abort. */
  readonly streams: number
  /** The load's windows. */
  readonly windows: readonly Window[]
}

type StreamSlo = Slo & { readonly name: StreamSloName }

/** Undefined without an SLO on a value of single streams, and without streams that count. */
export function goodputOf(
  table: StreamTable,
  slos: readonly Slo[],
  { streams, windows }: Counted,
): Goodput | undefined {
  const limits = slos.filter((slo): slo is StreamSlo => slo.name !== 'completion')
  const good = goodRows(table, limits)
  const interval = ratioInterval(good.length, streams)
  if (limits.length === 0 || interval === undefined) return undefined
  const started = table.column('startedMs')
  const within = good.filter((row) => isWithin(windows, started[row]!)).length
  return {
    slos: limits.map((slo) => slo.text),
    goodStreams: good.length,
    goodRatio: good.length / streams,
    goodLowRatio: interval.low,
    goodHighRatio: interval.high,
    goodStreamsPerSecond: (1000 * within) / lengthOf(windows),
  }
}

/** Streams that succeeded and met every limit; a percentile in a limit is that of a gate, one stream has none. */
function goodRows(table: StreamTable, limits: readonly StreamSlo[]): readonly number[] {
  const columns = limits.map((slo) => ({ slo, values: sloValues(table, slo.name) }))
  const isGood = (row: number): boolean =>
    isSuccess(table.outcome(row)) &&
    columns.every(({ slo, values }) =>
      slo.direction === 'below' ? values[row]! < slo.limit : values[row]! > slo.limit,
    )
  return Array.from({ length: table.length }, (_, row) => row).filter(isGood)
}
