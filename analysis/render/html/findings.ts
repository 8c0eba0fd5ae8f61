import type { Finding, FindingSeverity } from '../../../core/finding.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured, whole } from '../numbers.ts'
import { alsoList } from './doubts.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { routeTag } from './view.ts'

/** The colour of a severity is that of a verdict. */
const CLASS: Readonly<Record<FindingSeverity, string>> = {
  error: 'fail',
  warning: 'undecided',
  info: 'plain',
}

/** Faults that the detectors name, with what speaks for each and what helps. Equal faults of several kinds of streams share a card. */
export function findingsCards(summary: Summary): Markup {
  const alike = Map.groupBy(summary.findings, ({ code, severity, route, remedy }) =>
    JSON.stringify([code, severity, route, remedy]),
  )
  return markup`${[...alike.values()].map((findings) => card(summary, findings))}`
}

function card(summary: Summary, findings: readonly Finding[]): Markup {
  const [first, ...others] = findings
  if (first === undefined) return NOTHING
  const { code, severity, scenario, route, view, what, evidence, remedy } = first
  const figures = Object.entries(evidence).map(
    ([name, value]) => `${name} ${Number.isInteger(value) ? whole(value) : measured(value)}`,
  )
  const seen = view === 'inside' ? 'by the mock\u2019s log' : 'seen from the client'
  const facts = [scenario, seen, ...figures].filter((part) => part !== undefined)
  const also = others.map((each) => [each.scenario, each.what].filter(Boolean).join(': '))
  return markup`<div class="doubt ${CLASS[severity]}"><b>${what}</b> <span class="chip">${severity}: ${code}</span><p>${remedy}</p><p class="small">${routeTag(summary, route)} ${facts.join(' \u00b7 ')}</p>${alsoList(also)}</div>`
}
