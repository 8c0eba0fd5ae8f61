import type { Summary } from '../../summary/summary.ts'
import type { VerdictResult } from '../../summary/verdict.ts'
import { runLengthMs, trustPieces, VERDICT_WORD } from '../headline.ts'
import { duration, whole } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'

const SIGNS: Readonly<Record<VerdictResult, string>> = {
  pass: 'M5 13l5 5L20 7',
  fail: 'M6 6l12 12M18 6L6 18',
  inconclusive: 'M9 9a3 3 0 1 1 4 3q-1 .5-1 2M12 18v.5',
  invalid: 'M12 6v8M12 18v.5',
}

/** The verdict, why, and what was run. */
export function verdictBand(summary: Summary): Markup {
  const { verdict, run } = summary
  return markup`<section class="band ${verdict.result}" aria-label="Verdict">
<div class="word"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11" fill="currentColor" opacity=".16"/><path d="${SIGNS[verdict.result]}" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>${VERDICT_WORD[verdict.result]}</div>
<p class="why">${verdict.sentence}</p>
<dl class="facts">${fact('Scenario', run.scenarios.join(' + '))}${targetFact(run.target)}${fact('Dialect', run.dialect)}${fact('Routes', run.routes.map((route) => (route.skipped === undefined ? route.name : `${route.name} (skipped)`)).join(', '))}${fact('Streams', whole(summary.startedStreams))}${fact('Seed', String(run.seed))}${fact('Started', run.startedAt.replace('T', ' ').replace(/\.\d+Z$/u, ' UTC'))}${fact('Length', lengthOf(summary))}${fact('Exit code', String(verdict.exitCode))}${fact('Run', run.run)}</dl>
${believe(summary)}</section>`
}

/** Our own error comes before any figure. */
function believe(summary: Summary): Markup {
  const pieces = trustPieces(summary)
  if (pieces.length === 0) return NOTHING
  return markup`<p class="believe"><b>How far to believe it</b> ${pieces.join(' \u00b7 ')}</p>`
}

function lengthOf({ run }: Summary): string {
  const length = runLengthMs(run.startedAt, run.endedAt)
  return length === undefined ? 'not known' : duration(length)
}

const fact = (name: string, value: string): Markup =>
  markup`<div><dt>${name}</dt><dd>${value}</dd></div>`

/** A URL may break before its host, never inside host and port; it has room for two facts. */
function targetFact(target: string): Markup {
  const [, scheme, host, rest] = /^(\w+:\/\/)([^/]+)(.*)$/u.exec(target) ?? []
  if (scheme === undefined || host === undefined) return fact('Target', target)
  return markup`<div class="two"><dt>Target</dt><dd>${scheme}<span class="host">${host}</span>${rest}</dd></div>`
}
