import type { ErrorFigures, TruthFigures } from '../../summary/trust.ts'
import type { Summary } from '../../summary/summary.ts'
import { duration, measured, percent, signed, THIN, whole } from '../numbers.ts'
import { ecdfCard } from './distributions.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { scrollable } from './scrollable.ts'
import { routeTag, type ScenarioView } from './view.ts'

/** Our error against the mock's own log, clocks, machine: how far the figures may be believed. */
export function trustTables(summary: Summary): Markup {
  return markup`${errorTable(summary)}${machineFacts(summary)}`
}

/** Scenarios times routes whose rows stand in the page without folding. */
const MOST_SHOWN = 4

const title = (of: string): string => `Our error of ${of}, |measured \u2212 true|`

/** Our own error as a distribution; nothing where no log tells it. */
export function errorCharts(summary: Summary, view: ScenarioView): Markup {
  const routes = summary.trust.truth
    .filter((each) => each.kind === 'measuring-error' && each.scenario === view.scenario)
    .map((each) => each.route)
  const cards = [
    ecdfCard(summary, view, { field: 'ttftErrorMs', title: title('TTFT'), routes }),
    ecdfCard(summary, view, { field: 'gapErrorMs', title: title('a gap'), routes }),
  ].filter((card) => card !== NOTHING)
  return cards.length === 0 ? NOTHING : markup`<div class="pair">${cards}</div>`
}

function errorTable(summary: Summary): Markup {
  const { truth } = summary.trust
  if (truth.length === 0) {
    return markup`<p class="note">Against a target that is not our mock there is no log of what was really sent, and without a canary stream our measuring error is not known for this run. <code>streamgauge calibrate</code> measures it on this machine.</p>`
  }
  const table = scrollable(
    'Measured minus true',
    markup`<table><thead><tr><th>Route</th><th>Measured minus true</th><th class="n">of</th><th class="n">p50</th><th class="n">p99</th><th class="n">most</th><th class="n">signed median</th></tr></thead><tbody>${truth.flatMap((each) => errorRows(summary, each))}</tbody></table>`,
    'card scroll below',
  )
  const shown =
    truth.length <= MOST_SHOWN
      ? table
      : markup`<details><summary>Measured minus true, for each kind of streams and route</summary>${table}</details>`
  return markup`${shown}<p class="note">On the direct route, and of the canary stream (from a mock of ours, beside a load on somebody else), this is our own error, the way over loopback included; on any other route it is what that route adds. True is the instant at which the mock handed a token to its kernel, on the same clock as the arrivals.</p>`
}

function errorRows(summary: Summary, figures: TruthFigures): readonly Markup[] {
  const name = figures.kind === 'measuring-error' ? 'our error' : 'added by the route'
  const several = summary.trust.truth.some((each) => each.scenario !== figures.scenario)
  const scenario = several ? markup`<div><small>${figures.scenario}</small></div>` : NOTHING
  const rows: readonly (readonly [string, ErrorFigures | undefined, string])[] = [
    ['first token', figures.ttftMs, 'streams'],
    ['gap', figures.gapMs, 'gaps'],
    ['last token', figures.e2eMs, 'streams'],
  ]
  return rows.flatMap(([what, error, noun]) =>
    error === undefined
      ? []
      : [
          markup`<tr><td>${routeTag(summary, figures.route)}${scenario}</td><td class="w">${what}, ${name}</td><td class="n">${whole(error.count)} ${noun}</td><td class="n">${ms(error.p50)}</td><td class="n">${ms(error.p99)}</td><td class="n">${ms(error.max)}</td><td class="n">${signed(error.signedMedian)}${THIN}ms</td></tr>`,
        ],
  )
}

function machineFacts({ trust, run, sources, groups }: Summary): Markup {
  const { client, machine } = run
  const coalesced = groups.reduce((sum, group) => sum + group.coalescedEvents, 0)
  const events = groups.reduce((sum, group) => sum + group.contentEvents, 0)
  return markup`<div class="card below"><dl class="facts" style="margin:0">${[
    fact('Own lag, p99', trust.ownLagP99Ms === undefined ? undefined : ms(trust.ownLagP99Ms)),
    fact('Arrivals stamped by', trust.stamps === 'read' ? 'our read' : trust.stamps),
    fact(
      'Mock late, p99',
      trust.mockLatenessP99Ms === undefined ? undefined : ms(trust.mockLatenessP99Ms),
    ),
    fact('Events sharing a read', events === 0 ? undefined : percent(coalesced / events)),
    fact(
      'Client CPU',
      trust.clientCpuRatio === undefined
        ? undefined
        : `${percent(trust.clientCpuRatio)} of ${measured(client?.cpuAllowance ?? 0)} cores`,
    ),
    fact(
      'Throttled periods',
      client?.throttledPeriods === undefined ? undefined : whole(client.throttledPeriods),
    ),
    fact('Mock CPU', run.mock === undefined ? undefined : duration(run.mock.cpuSeconds * 1000)),
    fact('nginx CPU', run.nginx === undefined ? undefined : duration(run.nginx.cpuSeconds * 1000)),
    fact(
      'Machine',
      `${machine.cpuModel}, ${machine.cpus} CPUs, ${measured(machine.memoryBytes / 2 ** 30)}${THIN}GiB`,
    ),
    fact('System', `${machine.kernel}, ${machine.arch}`),
    fact(
      'Records read',
      `${whole(sources.streamRecords)}, ${whole(sources.badRecordLines)} bad lines`,
    ),
    fact('Ended', sources.endReason ?? 'killed'),
  ]}</dl></div>`
}

function fact(name: string, value: string | undefined): Markup {
  return value === undefined ? NOTHING : markup`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

const ms = (value: number): string => `${measured(value)}${THIN}ms`
