import type { Summary } from '../../summary/summary.ts'
import type { Gate } from '../../summary/verdict.ts'
import { gateFound, gateLimit, gateValue, speaksOfStreams } from '../../verdict/describe-gate.ts'
import { whole } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { scrollable } from './scrollable.ts'
import { routeTag } from './view.ts'

/** With more gates than this, those that were kept are folded away where any was not. */
const MOST_SHOWN = 8

/** Every gate with what was found; nothing when none was set. */
export function gatesTable(summary: Summary): Markup {
  const { gates } = summary.verdict
  if (gates.length === 0) return NOTHING
  const kept = gates.filter((gate) => gate.decision === 'pass')
  if (gates.length <= MOST_SHOWN || kept.length === 0 || kept.length === gates.length)
    return table(summary, gates, 'Gates')
  const open = gates.filter((gate) => gate.decision !== 'pass')
  return markup`${table(summary, open, 'Gates that were not kept')}<details><summary>${whole(kept.length)} gates that were kept</summary>${table(summary, kept, 'Gates that were kept')}</details>`
}

function table(summary: Summary, gates: readonly Gate[], label: string): Markup {
  return scrollable(
    label,
    markup`<table class="wide"><thead><tr><th>Gate</th><th>Route</th><th class="n">Found</th><th class="n">Missed</th><th>Decision</th><th>Worst streams</th></tr></thead><tbody>${gates.map((gate) => row(summary, gate))}</tbody></table>`,
    'card scroll',
  )
}

function row(summary: Summary, gate: Gate): Markup {
  const interval =
    gate.low === undefined || gate.high === undefined
      ? NOTHING
      : markup` <small>[${gateValue(gate, gate.low)}, ${gateValue(gate, gate.high)}]</small>`
  const worst = gate.worst.map(
    ({ stream, value }) =>
      markup`<div class="id">${stream}${value === undefined ? '' : ` (${gateValue(gate, value)})`}</div>`,
  )
  const scenarios = new Set(summary.verdict.gates.map((each) => each.scenario))
  const scenario = scenarios.size > 1 ? markup`<div><small>${gate.scenario}</small></div>` : NOTHING
  const missed = speaksOfStreams(gate) ? `${whole(gate.misses)} of ${whole(gate.streams)}` : ''
  const needs = gate.needs === undefined ? '' : ` needs ${whole(gate.needs)} streams`
  return markup`<tr><td class="w">${gateLimit(gate)}${scenario}</td><td>${routeTag(summary, gate.route)}</td><td class="n" data-h="found">${gateFound(gate)}${interval}</td><td class="n" data-h="missed">${missed}</td><td><span class="chip ${gate.decision}">${gate.decision}</span><small>${needs}</small></td><td>${worst}</td></tr>`
}
