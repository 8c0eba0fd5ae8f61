import type { Distribution, PercentileName } from '../summary/distribution.ts'
import type { Group } from '../summary/group.ts'
import type { ReaderFigures } from '../summary/smoothness.ts'
import { type FigureCell, type FigureRow, percentileCell } from './figure-rows.ts'
import { measured, percent, whole } from './numbers.ts'

type Label = readonly [metric: string, stat: string, unit: string]

/** Figures for those who want all of them: the page only, a terminal would drown. */
export function furtherRows(groups: readonly Group[]): readonly FigureRow[] {
  const rows = [
    ...(['p50', 'p99'] as const).map((name) =>
      percentileRow(groups, ['TTFT from send', name, 'ms'], (group) => [
        group.ttftFromSendMs,
        name,
      ]),
    ),
    row(groups, ['gap', 'mean', 'ms'], ({ gapMs }) => gapMs && { value: measured(gapMs.mean) }),
    row(
      groups,
      ['gap by stream', 'mean', 'ms'],
      ({ gapByStreamMs: gap }) => gap && { value: measured(gap.mean) },
    ),
    ...(['p50', 'p90', 'p99'] as const).map((name) =>
      percentileRow(groups, ['gap by stream', name, 'ms'], (group) => [group.gapByStreamMs, name]),
    ),
    ...readerNames(groups).flatMap((reader) => readerRows(groups, reader)),
  ]
  return rows.filter(({ cells }) => cells.some((cell) => cell !== undefined))
}

const readerNames = (groups: readonly Group[]): readonly string[] => [
  ...new Set(groups.flatMap(({ readers = [] }) => readers.map(({ reader }) => reader))),
]

function readerRows(groups: readonly Group[], reader: string): readonly FigureRow[] {
  const of = (stat: string, cell: (figures: ReaderFigures) => FigureCell): FigureRow =>
    row(groups, [`reader: ${reader}`, stat, ''], ({ readers = [] }) => {
      const found = readers.find((each) => each.reader === reader)
      return found && cell(found)
    })
  return [
    of('streams that stall', (each) => ({
      value: `${whole(each.stalledStreams)} of ${whole(each.streams)}`,
      detail: `[${percent(each.stalledLowRatio)}, ${percent(each.stalledHighRatio)}]`,
    })),
    of('stall ratio, mean', ({ stallRatio }) => ({ value: percent(stallRatio.mean) })),
    of('stalls per 100 tokens, mean', (each) => ({
      value: measured(each.stallsPer100Tokens.mean),
    })),
    of('longest stall, p99', ({ longestStallMs }) =>
      millisecondsCell(percentileCell(longestStallMs.p99)),
    ),
    of('fluidity, mean', ({ fluidityRatio }) => ({ value: percent(fluidityRatio.mean) })),
    of('fluidity at least 0.9', (each) => ({
      value: `${whole(each.fluentStreams)} of ${whole(each.streams)}`,
      detail: `[${percent(each.fluentLowRatio)}, ${percent(each.fluentHighRatio)}]`,
    })),
  ]
}

const millisecondsCell = (cell: FigureCell): FigureCell =>
  cell.missing === true ? cell : { ...cell, value: `${cell.value} ms` }

function percentileRow(
  groups: readonly Group[],
  label: Label,
  of: (group: Group) => readonly [Distribution | undefined, PercentileName],
): FigureRow {
  return row(groups, label, (group) => {
    const [distribution, name] = of(group)
    return distribution && percentileCell(distribution[name])
  })
}

function row(
  groups: readonly Group[],
  [metric, stat, unit]: Label,
  of: (group: Group) => FigureCell | undefined,
): FigureRow {
  return { metric, stat, unit, cells: groups.map(of), differences: [] }
}
