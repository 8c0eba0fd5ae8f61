import type { SloName } from '../../core/slo.ts'
import type { ColumnName, StreamTable } from '../read/stream-table.ts'
import { ofSuccess } from './success.ts'

/** Values of one stream each, of every stream that has one. */
const COLUMN_OF = {
  ttft: 'ttftMs',
  ttfa: 'ttfaMs',
  gap: 'gapP95Ms',
  tpot: 'tpotMs',
  e2e: 'e2eMs',
  tps: 'tokensPerSecond',
} as const satisfies Readonly<Record<Exclude<SloName, 'completion'>, ColumnName>>

/** SLOs that limit a value of one stream. */
export type StreamSloName = keyof typeof COLUMN_OF

/**
 * The value that an SLO speaks of, stream by stream, NaN where there is none. A stream that did not succeed has no end-to-end time
 * and no rate: being cut early must not look fast.
 */
export function sloValues(table: StreamTable, name: StreamSloName): Float64Array {
  const ofSuccessOnly = name === 'e2e' || name === 'tps'
  return ofSuccessOnly ? ofSuccess(table, COLUMN_OF[name]) : table.column(COLUMN_OF[name])
}
