import { OUTCOME_MEANING, type Outcome, OUTCOMES } from '../../../core/outcome.ts'
import type { Group, OutcomeCount, OutcomeExample } from '../../summary/group.ts'
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

/** How the streams of each route ended: bars, then every class once, with its share of each route and an example. */
export function outcomesSection(summary: Summary, view: ScenarioView): Markup {
  const { groups } = view
  if (groups.length === 0) return NOTHING
  const found = OUTCOMES.filter((outcome) =>
    groups.some((group) => countOf(group, outcome) !== undefined),
  )
  const heads = groups.map((group) => markup`<th class="n">${routeTag(summary, group.route)}</th>`)
  return markup`<div class="card">${groups.map((group) => bar(summary, group))}<table class="wide"><thead><tr><th>Outcome</th>${heads}<th>Example</th></tr></thead><tbody>${found.map((outcome) => row(groups, outcome))}</tbody></table></div>`
}

const countOf = (group: Group, outcome: Outcome): OutcomeCount | undefined =>
  group.outcomes.find((each) => each.outcome === outcome)

function bar(summary: Summary, group: Group): Markup {
  const words = group.outcomes.map(({ outcome, count }) => `${whole(count)} ${outcome}`).join(', ')
  return markup`<div>${routeTag(summary, group.route)} <small>${whole(group.startedStreams)} streams</small></div><div class="bar" role="img" aria-label="${group.route}: ${words}">${group.outcomes.map(
    ({ outcome, count }) =>
      markup`<i style="--o:${COLOUR[outcome]};flex:${count} 0 0" title="${whole(count)} ${outcome}"></i>`,
  )}</div>`
}

function row(groups: readonly Group[], outcome: Outcome): Markup {
  const counts = groups.map((group) => {
    const found = countOf(group, outcome)
    if (found === undefined) return markup`<td class="n"></td>`
    return markup`<td class="n" data-h="${group.route}">${whole(found.count)} <small>${percent(found.count / group.startedStreams)}</small></td>`
  })
  const examples = groups.flatMap((group) => countOf(group, outcome)?.example ?? [])
  const [first] = examples
  return markup`<tr><td><span class="sw" style="--o:${COLOUR[outcome]}"></span><b>${outcome}</b><div><small>${OUTCOME_MEANING[outcome]}</small></div></td>${counts}<td>${first === undefined ? NOTHING : exampleMarkup(first)}</td></tr>`
}

function exampleMarkup(example: OutcomeExample): Markup {
  const facts = [
    ...(example.status === undefined ? [] : [`status ${example.status}`]),
    ...(example.finishReason === undefined ? [] : [`finish ${example.finishReason}`]),
    `${whole(example.tokens)} tokens`,
    `end after ${duration(example.endMs)}`,
  ]
  const error = [example.errorPhase, example.errorCode, example.errorMessage].filter(
    (part) => part !== undefined,
  )
  const problem =
    error.length === 0 ? NOTHING : markup`<div><small>${error.join(' \u00b7 ')}</small></div>`
  return markup`<span class="id">${example.stream}</span><div><small>${facts.join(' \u00b7 ')}</small></div>${problem}`
}
