import { OUTCOME_MEANING, type Outcome } from '../../../core/outcome.ts'
import type { Group, OutcomeCount } from '../../summary/group.ts'
import type { Summary } from '../../summary/summary.ts'
import { duration, percent, whole } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { routeTag, type ScenarioView } from './view.ts'

/** Green and blue for what succeeded, grey for what we ended, warm colours for what failed. */
const COLOUR: Readonly<Record<Outcome, string>> = {
  complete: '#009e73',
  complete_unterminated: '#6cc5ab',
  length_limited: '#56b4e9',
  filtered: '#0072b2',
  cancelled: '#9aa0a6',
  harness_cut: '#6b7076',
  truncated_clean: '#d55e00',
  truncated_reset: '#b04300',
  error_in_band: '#e69f00',
  error_status: '#f0b840',
  not_a_stream: '#8c6d00',
  timeout_first: '#cc79a7',
  timeout_stall: '#a8487e',
  timeout_total: '#7a2a59',
  corrupt: '#c2322a',
  refused: '#5b1a1a',
}

/** How the streams of each route ended: bars, then a table of every class with an example. */
export function outcomesSection(summary: Summary, view: ScenarioView): Markup {
  if (view.groups.length === 0) return NOTHING
  return markup`<div class="card">${view.groups.map((group) => bar(summary, group))}<table class="wide"><thead><tr><th>Outcome</th><th>Route</th><th class="n">Streams</th><th class="n">Share</th><th>Example</th></tr></thead><tbody>${view.groups.flatMap((group) => group.outcomes.map((each) => row(summary, group, each)))}</tbody></table></div>`
}

function bar(summary: Summary, group: Group): Markup {
  const words = group.outcomes.map(({ outcome, count }) => `${whole(count)} ${outcome}`).join(', ')
  return markup`<div>${routeTag(summary, group.route)} <small>${whole(group.startedStreams)} streams</small></div><div class="bar" role="img" aria-label="${group.route}: ${words}">${group.outcomes.map(
    ({ outcome, count }) =>
      markup`<i style="--o:${COLOUR[outcome]};flex:${count} 0 0" title="${whole(count)} ${outcome}"></i>`,
  )}</div>`
}

function row(summary: Summary, group: Group, { outcome, count, example }: OutcomeCount): Markup {
  const error = [example.errorPhase, example.errorCode, example.errorMessage].filter(
    (part) => part !== undefined,
  )
  const facts = [
    ...(example.status === undefined ? [] : [`status ${example.status}`]),
    ...(example.finishReason === undefined ? [] : [`finish ${example.finishReason}`]),
    `${whole(example.tokens)} tokens`,
    `end after ${duration(example.endMs)}`,
  ]
  const problem =
    error.length === 0 ? NOTHING : markup`<div><small>${error.join(' \u00b7 ')}</small></div>`
  return markup`<tr><td><span class="sw" style="--o:${COLOUR[outcome]}"></span><b>${outcome}</b><div><small>${OUTCOME_MEANING[outcome]}</small></div></td><td>${routeTag(summary, group.route)}</td><td class="n" data-h="streams">${whole(count)}</td><td class="n" data-h="share">${percent(count / group.startedStreams)}</td><td><span class="id">${example.stream}</span><div><small>${facts.join(' \u00b7 ')}</small></div>${problem}</td></tr>`
}
