import { isSuccess } from '../../core/outcome.ts'
import type { ColumnName, StreamTable } from '../read/stream-table.ts'

/**
 * A column with NaN for streams that did not succeed: a stream that was cut after a second did not take a second, and leaving
 * it in would make a failing server look fast.
 */
export function ofSuccess(table: StreamTable, name: ColumnName): Float64Array {
  return table
    .column(name)
    .map((value, row) => (isSuccess(table.outcome(row)) ? value : Number.NaN))
}
