import type { Curve } from '../../charts/curve.ts'
import type { GroupSamples } from '../../charts/samples.ts'
import type { Group } from '../../summary/group.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured, percent, THIN, whole } from '../numbers.ts'
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
    ecdfCard(summary, view, {
      field: 'gapMs',
      title: 'Gap between tokens',
      note: view.groups.flatMap(gapWorth).join(' '),
    }),
    waits(summary, view),
  ]}</div>`
}

export interface EcdfCard {
  readonly field: CurveField
  readonly title: string
  /** Only these routes; all of them when absent. */
  readonly routes?: readonly string[]
  readonly note?: string
}

/** How many independent values the gaps are worth: those of one stream depend on each other. */
function gapWorth({ route, gapMs }: Group): readonly string[] {
  if (gapMs === undefined) return []
  const { count, streams, effectiveSamplesP50: p50, effectiveSamplesP99: p99 } = gapMs
  const worth =
    p50 === undefined || p99 === undefined
      ? 'too few streams to tell what they are worth'
      : `worth ${whole(p50)} independent ones at p50, ${whole(p99)} at p99`
  return [`${route}: ${whole(count)} gaps of ${whole(streams)} streams, ${worth}.`]
}

export function ecdfCard(
  summary: Summary,
  view: ScenarioView,
  { field, title, routes, note }: EcdfCard,
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
  )}${plot({ alt, heightPx: 240, x, y, content: markup`${content}`, yTitle: 'share of values not above' })}${note === undefined ? NOTHING : markup`<p class="note">${note}</p>`}</article>`
}

function inWords({ route }: GroupSamples, { points }: Curve): string {
  const at = (share: number): string => {
    const found = points.find((point) => point[1] >= share) ?? points.at(-1)!
    return `${measured(found[0])}${THIN}ms`
  }
  return `${route}: half up to ${at(0.5)}, 90 % up to ${at(0.9)}, 99 % up to ${at(0.99)}.`
}
