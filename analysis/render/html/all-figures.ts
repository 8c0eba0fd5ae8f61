import type { Summary } from '../../summary/summary.ts'
import {
  type FigureCell,
  type FigureRow,
  type FigureSection,
  figureSections,
} from '../figure-rows.ts'
import { furtherRows } from '../further-rows.ts'
import { pairsSentence } from '../pairs.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { scrollable } from './scrollable.ts'
import { routeTag } from './view.ts'

/** Every figure with its interval, routes side by side: also the text alternative of the charts. */
export function allFigures(summary: Summary): Markup {
  const sections = figureSections(summary, false)
  if (sections.length === 0) return NOTHING
  const pairs = summary.comparisons.flatMap(pairsSentence)
  return markup`<details><summary>All figures as a table</summary>${sections.map((section) =>
    sectionTable(summary, section, sections.length > 1),
  )}<p class="note">${pairs.length === 0 ? '' : `${pairs.join('. ')}. `}In brackets the 95 % interval. A difference of times per stream is that of the streams which have the time on both routes. ~ marks a difference that cannot be told from zero, or that is smaller than twice our own measuring error.</p></details>`
}

function sectionTable(summary: Summary, section: FigureSection, named: boolean): Markup {
  const { routes, comparedRoutes } = section
  const groups = summary.groups.filter(
    ({ scenario, startedStreams }) => scenario === section.scenario && startedStreams > 0,
  )
  const rows = [...section.rows, ...furtherRows(groups)]
  const heads = [
    ...routes.map((route) => markup`<th class="n">${routeTag(summary, route)}</th>`),
    ...comparedRoutes.map(
      (route) =>
        markup`<th class="n">${routes.length > 2 ? `${route} \u2212 ${routes[0] ?? ''}` : 'difference'}</th>`,
    ),
  ]
  const body = rows.map((row, at) => {
    const first = rows[at - 1]?.metric !== row.metric
    return markup`<tr${first ? markup` class="first"` : NOTHING}><td class="w">${first ? row.metric : ''}</td><td class="w">${row.stat}</td>${routes.map((_, i) => cellMarkup(row.cells[i], row))}${comparedRoutes.map((_, i) => cellMarkup(row.differences[i], row))}</tr>`
  })
  return markup`${named ? markup`<h3>${section.scenario}</h3>` : NOTHING}${scrollable(`All figures of ${section.scenario}`, markup`<table><thead><tr><th>Figure</th><th>Of it</th>${heads}</tr></thead><tbody>${body}</tbody></table>`)}`
}

function cellMarkup(cell: FigureCell | undefined, { unit }: FigureRow): Markup {
  if (cell === undefined) return markup`<td></td>`
  if (cell.missing === true) return markup`<td class="n"><small>${cell.value}</small></td>`
  const small = cell.detail === undefined ? NOTHING : markup` <small>${cell.detail}</small>`
  return markup`<td class="n">${cell.value}${unit === '' ? '' : ` ${unit}`}${small}</td>`
}
