import type { Group } from '../../summary/group.ts'
import type { SteadyResult, Trend } from '../../summary/steady-state.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured, percent, THIN } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { scrollable } from './scrollable.ts'
import { routeTag, type ScenarioView } from './view.ts'

const WORDS: Readonly<Record<SteadyResult, readonly [chip: string, text: string]>> = {
  steady: ['pass', 'steady'],
  rising: ['undecided', 'not steady'],
  unstable: ['fail', 'unstable'],
  driven: ['plain', 'starts rise'],
  unknown: ['plain', 'too short to tell'],
}

/** Was the load in a steady state: trends after the warm-up, and Little's law. */
export function steadiness(summary: Summary, view: ScenarioView): Markup {
  const rows = view.groups.flatMap((group) => rowOf(summary, group))
  if (rows.length === 0) return NOTHING
  return scrollable(
    `Steady state of ${view.scenario}`,
    markup`<h3>Was it steady?</h3><table class="wide"><thead><tr><th>Route</th><th>Load</th><th>Left out first</th><th class="n">Open streams rise</th><th class="n">TTFT rises</th><th class="n">L, open on average</th><th class="n">\u03bb\u00b7W, starts times duration</th></tr></thead><tbody>${rows}</tbody></table>`,
    'card scroll below',
  )
}

function rowOf(summary: Summary, { route, steadyState, throughput }: Group): readonly Markup[] {
  if (steadyState === undefined || throughput === undefined) return []
  const [chip, text] = WORDS[steadyState.result]
  const { littlesLaw: law } = throughput
  const product = law && (law.arrivalsPerSecond * law.meanDurationMs) / 1000
  const { discardedS, wantedDiscardS } = steadyState
  const short = discardedS < wantedDiscardS ? ` of ${measured(wantedDiscardS)}${THIN}s` : ''
  return [
    markup`<tr><td>${routeTag(summary, route)}</td><td><span class="chip ${chip}">${text}</span></td><td class="w" data-h="left out">${measured(discardedS)}${THIN}s${short}</td><td class="n" data-h="open streams">${rise(steadyState.openStreams)}</td><td class="n" data-h="TTFT">${rise(steadyState.ttftMs)}</td><td class="n" data-h="L">${measured(throughput.meanConcurrencyStreams)}</td><td class="n" data-h="\u03bb\u00b7W">${product === undefined || law === undefined ? '\u2013' : markup`${measured(product)} <small>${percent(law.deviationRatio)} off</small>`}</td></tr>`,
  ]
}

/** The share of the level by which it rose over the longest stretch of load, and its margin likewise. */
function rise(trend: Trend | undefined): Markup {
  if (trend === undefined) return markup`\u2013`
  const { riseRatio, perSecond, marginPerSecond, rising } = trend
  const margin = perSecond === 0 ? 0 : Math.abs((riseRatio / perSecond) * marginPerSecond)
  const sign = riseRatio < 0 ? '\u2212' : '+'
  const text = `${sign}${whole(Math.abs(riseRatio))}`
  return markup`${rising ? markup`<b class="no">${text}</b>` : text} <small>\u00b1${whole(margin)}</small>`
}

const whole = (ratio: number): string => `${(100 * ratio).toFixed(1)}${THIN}%`
