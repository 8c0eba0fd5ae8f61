import { partsOf } from '../../read/section-of.ts'
import type { CancellationFigures } from '../../summary/cancellation.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured, percent, THIN, whole } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { scrollable } from './scrollable.ts'
import { routeClass, routeTag } from './view.ts'

const WAYS: Readonly<Record<string, string>> = {
  fin: 'connection closed',
  rst: 'connection reset',
  'ws-message': 'cancel message',
  'ws-close': 'WebSocket closed',
  vanish: 'client vanished',
}

/** What became of the streams that were cancelled on purpose: the client's side beside the server's. */
export function cancellationPanel(summary: Summary): Markup {
  const { cancellation = [] } = summary
  if (cancellation.length === 0) return NOTHING
  const byScenario = Map.groupBy(cancellation, (each) => partsOf(each.scenario).scenario)
  return markup`${[...byScenario].map(
    ([scenario, rows]) =>
      markup`${byScenario.size > 1 ? markup`<h3 class="part">${scenario}</h3>` : NOTHING}${scrollable(`Cancelled streams of ${scenario}`, table(summary, rows.toSorted(byWay)), 'card scroll')}`,
  )}`
}

function table(summary: Summary, rows: readonly CancellationFigures[]): Markup {
  const most = Math.max(0, ...rows.map((row) => row.lagP99Ms ?? 0))
  return markup`<table class="wide"><thead><tr><th>Cancelled by</th><th>While</th><th>Route</th><th class="n">Noticed</th><th class="n">After, p50</th><th class="n">After, p99</th><th>Lag</th><th class="n">Tokens wasted</th><th class="n">Played to the end</th></tr></thead><tbody>${rows.map(
    (row) =>
      markup`<tr><td class="w">${WAYS[row.way] ?? row.way} <small>${row.way}</small></td><td class="w">${row.phase}</td><td>${routeTag(summary, row.route)}</td><td class="n" data-h="noticed">${noticed(row)}</td><td class="n" data-h="after, p50">${time(row.lagP50Ms)}</td><td class="n" data-h="after, p99">${time(row.lagP99Ms)}</td><td>${lagBar(summary, row, most)}</td><td class="n" data-h="wasted">${wasted(row)}</td><td class="n" data-h="played to the end">${row.orphanStreams === undefined ? '' : whole(row.orphanStreams)}</td></tr>`,
  )}</tbody></table>`
}

/** Ways together, then phases, so that routes stand below each other. */
function byWay(a: CancellationFigures, b: CancellationFigures): number {
  const ways = Object.keys(WAYS)
  return ways.indexOf(a.way) - ways.indexOf(b.way) || a.phase.localeCompare(b.phase)
}

function noticed({ noticedStreams, streams }: CancellationFigures): Markup {
  if (noticedStreams === undefined) return markup`<small>no log</small> of ${whole(streams)}`
  const text = `${whole(noticedStreams)} of ${whole(streams)}`
  return noticedStreams === streams ? markup`${text}` : markup`<b class="no">${text}</b>`
}

/** p50 and p99 on one axis for all rows, by the square root so that short ones still show. */
function lagBar(
  summary: Summary,
  { route, lagP50Ms, lagP99Ms }: CancellationFigures,
  most: number,
): Markup {
  if (lagP50Ms === undefined || lagP99Ms === undefined || most <= 0) return NOTHING
  const width = (value: number): string => (100 * Math.sqrt(value / most)).toFixed(1)
  return markup`<div class="meter ${routeClass(summary, route)}" aria-hidden="true"><i class="far" style="width:${width(lagP99Ms)}%"></i><i style="width:${width(lagP50Ms)}%"></i></div>`
}

const wasted = ({ wastedTokens, wastedRatio }: CancellationFigures): string => {
  if (wastedTokens === undefined) return ''
  return wastedRatio === undefined
    ? whole(wastedTokens)
    : `${whole(wastedTokens)} (${percent(wastedRatio)})`
}

const time = (value: number | undefined): string =>
  value === undefined ? '\u2013' : `${measured(value)}${THIN}ms`
