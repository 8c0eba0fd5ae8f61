import type { CompatibleFigure } from '../../summary/compatibility.ts'
import type { Percentile } from '../../summary/distribution.ts'
import type { Group } from '../../summary/group.ts'
import type { Summary } from '../../summary/summary.ts'
import { percentileCell } from '../figure-rows.ts'
import { measured } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { scrollable } from './scrollable.ts'
import { routeTag, type ScenarioView } from './view.ts'

/** The same streams as other tools name and define their figures, route by route. */
export function compatibility(summary: Summary, view: ScenarioView): Markup {
  const groups = view.groups.filter((group) => group.compatibility.length > 0)
  const [first] = groups
  if (first === undefined) return NOTHING
  const heads = groups.flatMap(({ route }) => [
    markup`<th class="n">${routeTag(summary, route)} mean</th>`,
    markup`<th class="n">p50</th>`,
    markup`<th class="n">p99</th>`,
  ])
  const rows = first.compatibility.map(
    (figure, at) =>
      markup`<tr${first.compatibility[at - 1]?.tool === figure.tool ? NOTHING : markup` class="first"`}><td class="w"><b>${figure.tool}</b></td><td class="w">${figure.name}</td><td class="w"><code>${figure.formula}</code></td>${groups.map((group) => cells(group, figure))}</tr>`,
  )
  return scrollable(
    `${view.scenario} by other tools\u2019 names, in milliseconds`,
    markup`<table><thead><tr><th>Tool</th><th>Its name</th><th>Its formula</th>${heads}</tr></thead><tbody>${rows}</tbody></table>`,
    'card scroll',
  )
}

function cells({ compatibility: figures }: Group, { tool, name }: CompatibleFigure): Markup {
  const own = figures.find((each) => each.tool === tool && each.name === name)
  if (own === undefined) return markup`<td class="n">\u2013</td><td></td><td></td>`
  return markup`<td class="n">${measured(own.mean)}</td>${cell(own.p50)}${cell(own.p99)}`
}

function cell(percentile: Percentile): Markup {
  const { value, missing } = percentileCell(percentile)
  return missing === true
    ? markup`<td class="n"><small>n/a</small></td>`
    : markup`<td class="n">${value}</td>`
}
