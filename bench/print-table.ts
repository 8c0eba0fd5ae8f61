/** Rows of cells, the head first, right-aligned in columns, to standard output. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  )
  for (const cells of rows) {
    process.stdout.write(`${cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')}\n`)
  }
}
