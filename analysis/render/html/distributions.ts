import type { Curve } from '../../charts/curve.ts'
import type { GroupSamples } from '../../charts/samples.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured, percent, THIN } from '../numbers.ts'
import { type Axis, linearAxis, logAxis, px, SIDE } from './axis.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { plot } from './plot.ts'
import { legend, routeClass, type ScenarioView } from './view.ts'

type CurveField = 'ttftMs' | 'gapMs' | 'ttftErrorMs' | 'gapErrorMs'

/** Least value that a logarithmic axis shows, in milliseconds. */
const LEAST_MS = 0.001

/** TTFT and gaps of all routes: the share of values not above each. */
export function distributions(summary: Summary, view: ScenarioView): Markup {
  return markup`<div class="pair">${[
    ecdfCard(summary, view, { field: 'ttftMs', title: 'Time to first token' }),
    ecdfCard(summary, view, { field: 'gapMs', title: 'Gap between tokens' }),
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

/** Without the outermost thousandth at the lower end, which would stretch a log axis over nothing. */
function curveAxis(curves: readonly Curve[]): Axis {
  const lows = curves.map(
    ({ points }) => points.find(([, share]) => share >= 0.002)?.[0] ?? points[0]![0],
  )
  const medians = curves.map(({ points }) => points.find(([, share]) => share >= 0.5)?.[0] ?? 0)
  // Tokens that came in one read have no gap at all: on a log axis they would push everything else to the edge.
  const least = Math.max(LEAST_MS, Math.min(...medians) / 20)
  const low = Math.max(least, Math.min(...lows))
  const high = Math.max(low * 1.02, ...curves.map(({ points }) => points.at(-1)![0]))
  const pad = (high / low) ** 0.03
  return logAxis(low / pad, high * pad)
}

function curveMarkup({ points, bandRatio }: Curve, x: Axis): Markup {
  const at = (value: number): string => px(x.at(value))
  const shifted = (by: number): readonly string[] =>
    points.map(([value, share]) => `${at(value)} ${px(1 - Math.min(1, Math.max(0, share + by)))}`)
  const band = [...shifted(bandRatio), ...shifted(-bandRatio).toReversed()].join('L')
  // Steps: the share stays until the next value is reached.
  const steps = points.map(([value, share]) => `H${at(value)}V${px(1 - share)}`).join('')
  return markup`<path class="band-area" d="M${band}Z"/><path class="line" d="M0 ${SIDE}${steps}H${SIDE}"/>`
}

function inWords({ route }: GroupSamples, { points }: Curve): string {
  const at = (share: number): string => {
    const found = points.find((point) => point[1] >= share) ?? points.at(-1)!
    return `${measured(found[0])}${THIN}ms`
  }
  return `${route}: half up to ${at(0.5)}, 90 % up to ${at(0.9)}, 99 % up to ${at(0.99)}.`
}
