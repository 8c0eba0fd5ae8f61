import type { FigureCell, FigureRow, FigureSection } from '../figure-rows.ts'
import { printable } from '../printable.ts'
import type { Ink } from './ink.ts'

const LABEL_WIDTH = 12
const BETWEEN_COLUMNS = 4

interface Column {
  readonly title: string
  readonly cells: readonly (FigureCell | undefined)[]
  readonly units: readonly string[]
}

/** Routes side by side, the difference at the end: numbers to the right, units once, intervals after them. */
export function figuresTable(section: FigureSection, ink: Ink): readonly string[] {
  const { rows, routes, comparedRoutes } = section
  const differenceTitle = (route: string): string =>
    routes.length > 2 ? `${route} \u2212 ${routes[0]}` : 'difference'
  const columns = [
    ...routes.map((title, at) => columnOf(title, rows, (row) => row.cells[at])),
    ...comparedRoutes.map((route, at) =>
      columnOf(differenceTitle(route), rows, (row) => row.differences[at]),
    ),
  ]
  const blocks = columns.map(layOut)
  const gap = ' '.repeat(BETWEEN_COLUMNS)
  const statWidth = 2 + Math.max(10, ...rows.map((row) => row.stat.length))
  const head = blocks.map((block) => ink.dim(block.title)).join(gap)
  const lines = rows.map((row, at) => {
    const label = `${labelOf(rows, at).padEnd(LABEL_WIDTH)}${row.stat.padEnd(statWidth)}`
    return `${label}${blocks.map((block) => block.lines[at]).join(gap)}`.trimEnd()
  })
  return [`${' '.repeat(LABEL_WIDTH + statWidth)}${head}`.trimEnd(), ...lines]
}

/** A metric is named on its first row. */
function labelOf(rows: readonly FigureRow[], at: number): string {
  const metric = rows[at]?.metric ?? ''
  return rows[at - 1]?.metric === metric ? '' : metric
}

function columnOf(
  title: string,
  rows: readonly FigureRow[],
  of: (row: FigureRow) => FigureCell | undefined,
): Column {
  return { title: printable(title), cells: rows.map(of), units: rows.map((row) => row.unit) }
}

const isNumber = (cell: FigureCell): boolean =>
  cell.missing !== true && /^[^a-z]*$/u.test(cell.value)

/** Numbers share one right edge; words (`1 496 of 1 500`) begin at the left. */
function layOut({ title, cells, units }: Column): {
  readonly title: string
  readonly lines: readonly string[]
} {
  const lengths = cells.map((cell) =>
    cell !== undefined && isNumber(cell) ? cell.value.length : 0,
  )
  const edge = Math.max(0, ...lengths)
  const lines = cells.map((cell, at) => {
    if (cell === undefined) return ''
    const unit = units[at] === '' || cell.missing === true ? '' : ` ${units[at]}`
    const number = isNumber(cell) ? cell.value.padStart(edge) : cell.value
    return `${number}${unit}${cell.detail === undefined ? '' : `  ${cell.detail}`}`
  })
  const width = Math.max(title.length, ...lines.map((line) => line.length))
  return { title: title.padEnd(width), lines: lines.map((line) => line.padEnd(width)) }
}
