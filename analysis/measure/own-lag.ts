import { pooledPercentile, type PercentileSketch } from '../../core/stats/pooled-percentile.ts'
import type { StreamTable } from '../read/stream-table.ts'

/** Rows of a table: from one row, so many. */
export interface RowRange {
  readonly firstRow: number
  readonly rows: number
}

/** Our own delay between the kernel and our reader, p99 over all reads of some streams; undefined when no stream tells. */
export function ownLagP99(
  table: StreamTable,
  { firstRow, rows }: RowRange = { firstRow: 0, rows: table.length },
): number | undefined {
  const [p50, p99, max, reads] = [
    table.column('lagP50Ms'),
    table.column('lagP99Ms'),
    table.column('lagMaxMs'),
    table.column('reads'),
  ]
  const sketches: PercentileSketch[] = []
  for (let i = firstRow; i < firstRow + rows; i++) {
    if (Number.isNaN(p50[i]!)) continue
    sketches.push({
      count: reads[i]! > 0 ? reads[i]! : 1,
      p50: p50[i]!,
      p99: p99[i]!,
      max: max[i]!,
    })
  }
  return pooledPercentile(sketches, 0.99)
}
