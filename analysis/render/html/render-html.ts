import type { Samples } from '../../charts/samples.ts'
import type { Summary } from '../../summary/summary.ts'
import { runFactsLine, VERDICT_WORD } from '../headline.ts'
import { allFigures } from './all-figures.ts'
import { configuration } from './configuration.ts'
import { distributions } from './distributions.ts'
import { doubtsSection } from './doubts.ts'
import { fourFigures } from './four-figures.ts'
import { howToRead } from './how-to-read.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { outcomesSection } from './outcomes.ts'
import { overTime } from './over-time.ts'
import { STYLES } from './styles.ts'
import { trustSection } from './trust.ts'
import { gatesTable, verdictBand } from './verdict-band.ts'
import { type ScenarioView, scenarioViews } from './view.ts'
import { waterfall } from './waterfall.ts'

/**
 * The report of a run as one page that needs no script, no font and no network. Everything that came from a record is
 * escaped by `markup`; the policy in the head forbids scripts and requests besides.
 */
export function renderHtml(summary: Summary, samples: Samples): string {
  const views = scenarioViews(summary, samples)
  const measured = views.filter((view) => view.groups.length > 0)
  // A gate that was not kept is what the reader came for; kept ones can wait.
  const open = summary.verdict.gates.some((gate) => gate.decision !== 'pass')
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';img-src data:"><meta name="color-scheme" content="light dark"><title>${VERDICT_WORD[summary.verdict.result]} \u00b7 streamgauge ${runFactsLine(summary)}</title><style>${{ markup: STYLES }}</style></head>
<body><main><h1>streamgauge report</h1>
${verdictBand(summary)}${contents(summary, measured.length > 0, open)}${doubtsSection(summary)}${open ? gatesTable(summary) : NOTHING}
${measured.length === 0 ? NOTHING : measuredSections(summary, measured, samples)}
${open ? NOTHING : gatesTable(summary)}
<h2 id="trust">Trust</h2><p class="lead">What we measured, against what the mock really sent; and whether this machine was fit to measure.</p>${trustSection(summary, measured)}
<h2 id="read">How to read this</h2><p class="lead">What each figure is, and how it was found.</p>${howToRead(summary)}
<h2 id="repeat">Run it again</h2><p class="lead">The same seed gives the same streams.</p>${configuration(summary)}
<footer>streamgauge ${summary.run.versions['streamgauge'] ?? ''} \u00b7 run ${summary.run.run} \u00b7 figures in machine form: summary.json beside this file</footer>
</main></body></html>
`
  return page.markup
}

function contents({ doubts, verdict }: Summary, measured: boolean, open: boolean): Markup {
  const gates = verdict.gates.length > 0 ? [['gates', 'Gates'] as const] : []
  const links: readonly (readonly [string, string])[] = [
    ...(doubts.length > 0 ? [['doubts', 'Doubts'] as const] : []),
    ...(open ? gates : []),
    ...(measured
      ? ([
          ['figures', 'Figures'],
          ['streams', 'Streams'],
          ['distributions', 'Distributions'],
          ['time', 'Over time'],
          ['outcomes', 'Outcomes'],
        ] as const)
      : []),
    ...(open ? [] : gates),
    ['trust', 'Trust'],
    ['read', 'How to read this'],
    ['repeat', 'Run it again'],
  ]
  return markup`<nav class="toc" aria-label="Contents">${links.map(([id, name]) => markup`<a href="#${id}">${name}</a>`)}</nav>`
}

function overTimeLead(views: readonly ScenarioView[]): string {
  return views.some((view) => view.groups.length > 1)
    ? 'Routes take turns in blocks, so that a drift of the machine falls on all of them alike.'
    : 'Load and time to first token from the first start to the last end.'
}

function measuredSections(
  summary: Summary,
  views: readonly ScenarioView[],
  samples: Samples,
): Markup {
  const each = (of: (view: ScenarioView) => Markup): readonly Markup[] =>
    views.map((view) =>
      views.length > 1
        ? markup`<h3 style="margin:20px 0 10px">${view.scenario}</h3>${of(view)}`
        : of(view),
    )
  return markup`<h2 id="figures">Figures</h2><p class="lead">Full dot: p50; ring: p99; the bar behind each is its 95 % interval.</p>${each((view) => fourFigures(summary, view))}${allFigures(summary)}
<h2 id="streams">Stream by stream</h2><p class="lead">One line a stream, time to the right from its intended start. A mark is one read, its height the tokens in it; dashed: response headers; last tick: the end. A stream that really streams is an even comb; a buffer shows as few tall marks, a stall as a hole.</p>${each((view) => waterfall(summary, view))}
<h2 id="distributions">Distributions</h2><p class="lead">Each curve climbs to the share of values not above; the further left, the faster. The band holds the whole true curve with 95 % confidence.</p>${each((view) => distributions(summary, view))}
<h2 id="time">Over time</h2><p class="lead">${overTimeLead(views)}</p>${each((view) => overTime(summary, view, samples))}
<h2 id="outcomes">Outcomes</h2><p class="lead">How the streams ended. Status 200 is not success: a stream is complete when its finish reason and its terminator were seen.</p>${each((view) => outcomesSection(summary, view))}`
}
