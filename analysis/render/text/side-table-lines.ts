import { printable } from '../printable.ts'
import type { SideTable } from '../side-tables.ts'
import type { Ink } from './ink.ts'

/** A table for a terminal: columns as wide as they must be, a column without any entry left out. */
export function sideTableLines({ title, head, rows }: SideTable, ink: Ink): readonly string[] {
  const kept = head.map((_, at) => at).filter((at) => rows.some((row) => (row[at] ?? '') !== ''))
  const cells = [head, ...rows].map((row) => kept.map((at) => printable(row[at] ?? '')))
  const widths = kept.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)))
  const lines = cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const [first = '', ...rest] = lines
  return [ink.bold(printable(title)), ink.dim(first), ...rest]
}
