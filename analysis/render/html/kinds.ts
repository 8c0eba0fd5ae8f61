import type { Summary } from '../../summary/summary.ts'
import { kindsTables, type SideTable } from '../side-tables.ts'
import { type Markup, markup } from './markup.ts'
import { scrollable } from './scrollable.ts'

/** The kinds of streams of a scenario in one table, since they are what is to be compared; nothing where it has only one. */
export function kinds(summary: Summary): Markup {
  return markup`${kindsTables(summary).map(kindsTable)}`
}

function kindsTable({ title, head, rows }: SideTable): Markup {
  const heads = head.map((name, at) => markup`<th${classOf(at)}>${name}</th>`)
  const lines = rows.map(
    (cells) =>
      markup`<tr>${cells.map((cell, at) => markup`<td${classOf(at)}${at < FIRST_NUMBER ? '' : markup` data-h="${head[at] ?? ''}"`}>${at === 0 ? markup`<b>${cell}</b>` : cell}</td>`)}</tr>`,
  )
  return scrollable(
    `Kinds of streams of ${title}`,
    markup`<h3>${title}: kinds of streams side by side</h3><table class="wide"><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table>`,
    'card scroll kinds',
  )
}

/** Kind, route and outcome are words, the rest are numbers. */
const FIRST_NUMBER = 3
const classOf = (at: number): Markup => (at < FIRST_NUMBER ? markup`` : markup` class="n"`)
