import type { FindingSeverity } from '../../../core/finding.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { routeTag } from './view.ts'

/** The colour of a severity is that of a verdict. */
const CLASS: Readonly<Record<FindingSeverity, string>> = {
  error: 'fail',
  warning: 'undecided',
  info: 'plain',
}

/** Faults that the detectors name, with what speaks for each and what helps. */
export function findingsCards(summary: Summary): Markup {
  const { findings } = summary
  if (findings.length === 0) return NOTHING
  return markup`${findings.map(
    ({ code, severity, scenario, route, view, what, evidence, remedy }) => {
      const figures = Object.entries(evidence).map(([name, value]) => `${name} ${measured(value)}`)
      const seen = view === 'inside' ? 'by the mock\u2019s log' : 'seen from the client'
      return markup`<div class="doubt ${CLASS[severity]}"><b>${what}</b> <span class="chip">${severity}: ${code}</span><p>${remedy}</p><p class="small">${routeTag(summary, route)} ${[scenario, seen, ...figures].filter((part) => part !== undefined).join(' \u00b7 ')}</p></div>`
    },
  )}`
}
