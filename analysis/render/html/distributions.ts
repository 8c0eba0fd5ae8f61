import type { Curve } from '../../charts/curve.ts'
import type { GroupSamples } from '../../charts/samples.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured, percent, THIN } from '../numbers.ts'
import { linearAxis } from './axis.ts'
import { curveAxis, curveMarkup } from './curve-drawing.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { plot } from './plot.ts'
import { legend, routeClass, type ScenarioView } from './view.ts'
import { waits } from './waits.ts'

type CurveField = 'ttftMs' | 'gapMs' | 'ttftErrorMs' | 'gapErrorMs'

/** TTFT and gaps of all routes: the share of values not above each. */
export function distributions(summary: Summary, view: ScenarioView): Markup {
  return markup`<div class="pair">${[
    ecdfCard(summary, view, { field: 'ttftMs', title: 'Time to first token' }),
    ecdfCard(summary, view, { field: 'gapMs', title: 'Gap between tokens' }),
    waits(summary, view),
  ]}</div>`
}

export interface EcdfCard {
  readonly field: CurveField
  readonly title: string
  /** Only these routes; all of them when absent. */
  readonly routes?: readonly string[]
}

export function ecdfCard(
  summary: Summary,
  view: ScenarioView,
  { field, title, routes }: EcdfCard,
): Markup {
  const shown = view.samples.flatMap((samples) => {
    const curve = samples[field]
    const wanted = routes === undefined || routes.includes(samples.route)
    return curve === undefined || !wanted ? [] : [{ samples, curve }]
  })
  if (shown.length === 0) return NOTHING
  const x = curveAxis(shown.map(({ curve }) => curve))
  const y = linearAxis([0, 1], percent)
  const content = shown.map(
    ({ samples, curve }) =>
      markup`<g class="${routeClass(summary, samples.route)}">${curveMarkup(curve, x)}</g>`,
  )
  const alt = `${title}: share of values not above each. ${shown.map(({ samples, curve }) => inWords(samples, curve)).join(' ')}`
  return markup`<article class="card"><h3>${title}</h3>${legend(
    summary,
    shown.map(({ samples }) => samples.route),
  )}${plot({ alt, heightPx: 240, x, y, content: markup`${content}`, yTitle: 'share of values not above' })}</article>`
}

function inWords({ route }: GroupSamples, { points }: Curve): string {
  const at = (share: number): string => {
    const found = points.find((point) => point[1] >= share) ?? points.at(-1)!
    return `${measured(found[0])}${THIN}ms`
  }
  return `${route}: half up to ${at(0.5)}, 90 % up to ${at(0.9)}, 99 % up to ${at(0.99)}.`
}
