import type { Samples } from '../../charts/samples.ts'
import type { Summary } from '../../summary/summary.ts'
import { runFactsLine, VERDICT_WORD } from '../headline.ts'
import { hasKinds } from '../side-tables.ts'
import { allFigures } from './all-figures.ts'
import { cancellationPanel } from './cancellation.ts'
import { compatibility } from './compatibility.ts'
import { configuration } from './configuration.ts'
import { distributions } from './distributions.ts'
import { doubtCards } from './doubts.ts'
import { findingsCards } from './findings.ts'
import { fourFigures } from './four-figures.ts'
import { gatesTable } from './gates-table.ts'
import { howToRead } from './how-to-read.ts'
import { kinds } from './kinds.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { outcomesSection } from './outcomes.ts'
import { overTime } from './over-time.ts'
import { partsTable } from './parts.ts'
import { routeComparison } from './route-comparison.ts'
import { slowReadersPanel } from './slow-readers.ts'
import { smoothness } from './smoothness.ts'
import { steadiness } from './steadiness.ts'
import { STYLES } from './styles.ts'
import { errorCharts, trustTables } from './trust.ts'
import { verdictBand } from './verdict-band.ts'
import { type ScenarioView, scenarioViews } from './view.ts'
import { waterfall } from './waterfall.ts'

/** A part of the page: what has no body is left out, in the contents too. */
interface Section {
  readonly id: string
  readonly name: string
  readonly lead?: string
  readonly body: Markup
}

/**
 * The report of a run as one page that needs no script, no font and no network. Everything that came from a record is
 * escaped by `markup`; the policy in the head forbids scripts and requests besides.
 */
export function renderHtml(summary: Summary, samples: Samples): string {
  const views = scenarioViews(summary, samples).filter((view) => view.groups.length > 0)
  // A gate that was not kept is what the reader came for; kept ones can wait.
  const open = summary.verdict.gates.some((gate) => gate.decision !== 'pass')
  const gates = gatesSection(summary)
  const sections = [
    doubtsSection(summary),
    ...(open ? [gates] : []),
    findingsSection(summary),
    ...figureSections(summary, views),
    ...courseSections(summary, views, samples),
    ...sideSections(summary),
    ...(open ? [] : [gates]),
    ...closingSections(summary, views),
  ].filter(({ body }) => body.markup !== '')
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';img-src data:"><meta name="color-scheme" content="light dark"><title>${VERDICT_WORD[summary.verdict.result]} \u00b7 streamgauge ${runFactsLine(summary)}</title><style>${{ markup: STYLES }}</style></head>
<body><a class="skip" href="#content">Skip to the report</a><main id="content"><h1>streamgauge report</h1>
${verdictBand(summary)}<nav class="toc" aria-label="Contents">${sections.map(({ id, name }) => markup`<a href="#${id}">${name}</a>`)}</nav>
${sections.map(sectionMarkup)}
<footer>streamgauge ${summary.run.versions['streamgauge'] ?? ''} \u00b7 run ${summary.run.run} \u00b7 figures in machine form: summary.json beside this file</footer>
</main></body></html>
`
  return page.markup
}

function sectionMarkup({ id, name, lead, body }: Section): Markup {
  const under = lead === undefined ? NOTHING : markup`<p class="lead">${lead}</p>`
  return markup`<h2 id="${id}">${name}</h2>${under}${body}
`
}

function doubtsSection(summary: Summary): Section {
  const lead = summary.fit
    ? 'Read the figures with these in mind.'
    : 'The client was not fit to measure: figures in milliseconds tell of it, not of the target, and no gate was judged by them. Counts hold.'
  return { id: 'doubts', name: 'Doubts', lead, body: doubtCards(summary) }
}

function gatesSection(summary: Summary): Section {
  const lead =
    'Each limit is judged on each route by itself. Times are decided by counting the streams that miss the limit; a stream without the value is a miss.'
  return { id: 'gates', name: 'Gates', lead, body: gatesTable(summary) }
}

function findingsSection(summary: Summary): Section {
  const lead = 'Faults that this run shows, with what speaks for each and what helps.'
  return { id: 'findings', name: 'Findings', lead, body: findingsCards(summary) }
}

function figureSections(summary: Summary, views: readonly ScenarioView[]): readonly Section[] {
  return [
    {
      id: 'figures',
      name: 'Figures',
      lead: 'Full dot: p50; ring: p99; the bar behind each is its 95 % interval.',
      body: markup`${kinds(summary)}${each(views, (view) => fourFigures(summary, view))}${allFigures(summary)}`,
    },
    {
      id: 'smoothness',
      name: 'Smoothness',
      lead: 'How it feels: every stream played to readers of four speeds. Smooth is a stream in which the reader never waits longer than 200 ms for the next token. Read it beside time to first token and completion: holding tokens back, or giving up slow streams, would look smooth too.',
      body: each(views, (view) => smoothness(summary, view)),
    },
    {
      id: 'routes',
      name: 'Route against route',
      lead: 'What each route adds to the base route, from equal streams on both.',
      body: each(views, (view) => routeComparison(summary, view)),
    },
  ]
}

function courseSections(
  summary: Summary,
  views: readonly ScenarioView[],
  samples: Samples,
): readonly Section[] {
  return [
    {
      id: 'streams',
      name: 'Stream by stream',
      lead: 'One line a stream, time to the right from its intended start. A mark is one read, its height the tokens in it (thick from four on); dashed: response headers; last tick: the end. A stream that really streams is an even comb; a buffer shows as few tall marks, a stall as a hole.',
      body: each(views, (view) => waterfall(summary, view)),
    },
    {
      id: 'distributions',
      name: 'Distributions',
      lead: 'Each curve climbs to the share of values not above; the further left, the faster. The band holds the whole true curve with 95 % confidence; gaps count by stream.',
      body: each(views, (view) => distributions(summary, view)),
    },
    {
      id: 'time',
      name: 'Over time',
      lead: overTimeLead(views),
      body: each(
        views,
        (view) => markup`${overTime(summary, view, samples)}${steadiness(summary, view)}`,
      ),
    },
    {
      id: 'outcomes',
      name: 'Outcomes',
      lead: 'How the streams ended. Status 200 is not success: a stream is complete when its finish reason and its terminator were seen.',
      body: each(views, (view) => outcomesSection(summary, view)),
    },
  ]
}

function sideSections(summary: Summary): readonly Section[] {
  return [
    {
      id: 'slow-readers',
      name: 'Slow readers',
      lead: 'Streams that were read slowly on purpose. A sound server blocks or gives up; streams beside them do not notice.',
      body: slowReadersPanel(summary),
    },
    {
      id: 'cancellation',
      name: 'Cancellation',
      lead: 'Streams that were cancelled on purpose: when the server noticed, and what it wrote for nobody after that.',
      body: cancellationPanel(summary),
    },
  ]
}

function closingSections(summary: Summary, views: readonly ScenarioView[]): readonly Section[] {
  return [
    {
      id: 'parts',
      name: 'Generators',
      lead: 'Several generators made this load together; the worst of them decides what the figures are worth.',
      body: partsTable(summary),
    },
    {
      id: 'trust',
      name: 'Trust',
      lead: 'What we measured, against what the mock really sent; and whether this machine was fit to measure.',
      body: markup`${each(views, (view) => errorCharts(summary, view))}${trustTables(summary)}`,
    },
    {
      id: 'read',
      name: 'How to read this',
      lead: 'What each figure is, and how it was found.',
      body: howToRead(),
    },
    {
      id: 'tools',
      name: 'By other tools\u2019 names',
      lead: 'One word means different sums elsewhere. The same streams as each tool defines its figures, in milliseconds, counted from the send and over requests that succeeded, as they do.',
      body: each(views, (view) => compatibility(summary, view)),
    },
    {
      id: 'repeat',
      name: 'Run it again',
      lead: 'The same seed gives the same streams.',
      body: configuration(summary),
    },
  ]
}

function overTimeLead(views: readonly ScenarioView[]): string {
  return views.some((view) => view.groups.length > 1)
    ? 'Routes take turns in blocks, so that a drift of the machine falls on all of them alike.'
    : 'Load and time to first token from the first start to the last end.'
}

/**
 * The same for every scenario, each under its name where there are several. Kinds of streams of one scenario are folded away but
 * for the first: the table of kinds has them side by side.
 */
function each(views: readonly ScenarioView[], of: (view: ScenarioView) => Markup): Markup {
  const parts = views
    .map((view) => ({ view, body: of(view) }))
    .filter(({ body }) => body.markup !== '')
  return markup`${parts.map(({ view, body }, at) => {
    if (views.length === 1) return body
    if (!hasKinds(view.scenario)) return markup`<h3 class="part">${view.scenario}</h3>${body}`
    const open = at === 0 ? markup` open` : NOTHING
    return markup`<details class="kind"${open}><summary>${view.scenario}</summary>${body}</details>`
  })}`
}
