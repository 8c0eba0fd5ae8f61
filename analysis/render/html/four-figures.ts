import type { Difference } from '../../summary/comparison.ts'
import type { Distribution, Percentile } from '../../summary/distribution.ts'
import type { Group } from '../../summary/group.ts'
import type { Summary } from '../../summary/summary.ts'
import { differenceCell, type FigureCell, percentileCell } from '../figure-rows.ts'
import { measured, percent, THIN, whole } from '../numbers.ts'
import { type Axis, linearAxis, logAxis, px, SIDE } from './axis.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { routeClass, routeTag, type ScenarioView } from './view.ts'

/** TTFT, gap, completion and tokens per second of each route, with intervals. */
export function fourFigures(summary: Summary, view: ScenarioView): Markup {
  return markup`<div class="cards">${[
    timeCard(summary, view, 'ttftMs'),
    timeCard(summary, view, 'gapMs'),
    completionCard(summary, view),
    rateCard(summary, view),
  ]}</div>`
}

const TITLES = { ttftMs: 'Time to first token', gapMs: 'Gap between tokens' } as const

function timeCard(summary: Summary, view: ScenarioView, field: 'ttftMs' | 'gapMs'): Markup {
  const distributions = view.groups.map((group) => group[field])
  const axis = timeAxis(distributions)
  const unfit = summary.fit ? NOTHING : markup` <span class="mark">unfit</span>`
  const stats = view.groups.map((group) =>
    timeStat(summary, group, { distribution: group[field], axis }),
  )
  const deltas = view.comparisons.map((each) => delta(summary, each.route, each[field]))
  return markup`<article class="card"><h3>${TITLES[field]}${unfit}</h3><div>${stats}</div>${deltas}</article>`
}

interface TimeStat {
  readonly distribution: Distribution | undefined
  readonly axis: Axis
}

function timeStat(summary: Summary, group: Group, { distribution, axis }: TimeStat): Markup {
  const tag = routeTag(summary, group.route)
  if (distribution === undefined)
    return markup`<div class="stat">${tag}<span class="big">\u2013</span></div>`
  const { p50, p99 } = distribution
  return markup`<div class="stat">${tag}${big(percentileCell(p50), 'ms p50')}<span class="more"><span>p99</span><span>${detail(p99)}</span></span></div>${forest(routeClass(summary, group.route), [p50, p99], axis)}`
}

/** The number of a card; in its place why there is none. */
function big({ value, missing }: FigureCell, unit: string): Markup {
  if (missing === true) return markup`<span class="none">${value}</span>`
  return markup`<span class="big">${value} <i>${unit}</i></span>`
}

function detail(percentile: Percentile): Markup {
  const cell = percentileCell(percentile)
  if (cell.missing === true) return markup`${cell.value}`
  return markup`<b>${cell.value}${THIN}ms</b> ${cell.detail ?? ''}`
}

/** A full dot for p50, a ring for p99, each on its interval. */
function forest(colour: string, percentiles: readonly Percentile[], axis: Axis): Markup {
  const marks = percentiles.map(({ value, low, high }, i) => {
    if (value === undefined) return NOTHING
    const at = px(axis.at(value))
    const whisker =
      low === undefined || high === undefined
        ? NOTHING
        : markup`<path class="whisk" d="M${px(axis.at(low))} 500H${px(axis.at(high))}"/>`
    const ring = i === 0 ? NOTHING : markup`<path class="hole" d="M${at} 500h0"/>`
    return markup`${whisker}<path class="dot" d="M${at} 500h0"/>${ring}`
  })
  return markup`<div class="forest ${colour}" aria-hidden="true"><svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none"><path class="base" d="M0 500H${SIDE}"/>${marks}</svg></div>`
}

/** One axis for all routes of a card, so that their dots can be compared. */
function timeAxis(distributions: readonly (Distribution | undefined)[]): Axis {
  const values = distributions.flatMap((each) =>
    each === undefined
      ? []
      : [each.p50, each.p99].flatMap(({ value, low, high }) =>
          [value, low, high].filter((one) => one !== undefined),
        ),
  )
  const low = Math.max(0.001, Math.min(...values))
  const high = Math.max(low, ...values)
  if (!Number.isFinite(low)) return linearAxis([0, 1], String)
  const pad = high / low > 1.001 ? (high / low) ** 0.06 : 1.01
  return logAxis(low / pad, high * pad)
}

function delta(
  summary: Summary,
  route: string,
  differences: { readonly p50?: Difference; readonly p99?: Difference },
): Markup {
  if (differences.p50 === undefined && differences.p99 === undefined) return NOTHING
  return markup`<div class="delta">${routeTag(summary, route)} adds<table><tbody>${deltaRow('p50', differences.p50)}${deltaRow('p99', differences.p99)}</tbody></table></div>`
}

function deltaRow(name: string, difference: Difference | undefined): Markup {
  const cell = differenceCell(difference)
  if (cell === undefined) return NOTHING
  return markup`<tr><td>${name}</td><td><b>${cell.value}${THIN}ms</b></td><td>${cell.detail ?? ''}</td></tr>`
}

function completionCard(summary: Summary, view: ScenarioView): Markup {
  const stats = view.groups.map((group) => {
    const ratio = group.completionRatio
    const interval =
      group.completionLowRatio === undefined || group.completionHighRatio === undefined
        ? ''
        : `[${percent(group.completionLowRatio)}, ${percent(group.completionHighRatio)}]`
    const figure = ratio === undefined ? '\u2013' : percent(ratio)
    return markup`<div class="stat">${routeTag(summary, group.route)}<span class="big">${figure}</span><span class="more"><span>${whole(group.successStreams)} of ${whole(group.countedStreams)}</span><span>${interval}</span></span>${goodput(group)}</div>`
  })
  return markup`<article class="card"><h3>Completion</h3><div>${stats}</div><p class="delta">Ended as they should, of those started; a politely cut stream did not.${goodputNote(view)}</p></article>`
}

function goodputNote({ groups }: ScenarioView): string {
  const slos = groups.find((group) => group.goodput !== undefined)?.goodput?.slos
  return slos === undefined ? '' : ` Goodput: met ${slos.join(', ')} too.`
}

/** Streams that met every SLO besides; nothing without an SLO. */
function goodput({ goodput: good, countedStreams }: Group): Markup {
  if (good === undefined) return NOTHING
  const { goodStreams, goodRatio, goodLowRatio, goodHighRatio, goodStreamsPerSecond } = good
  return markup`<span class="more first"><span>goodput</span><b>${percent(goodRatio)}</b></span><span class="more"><span>${whole(goodStreams)} of ${whole(countedStreams)}</span><span>[${percent(goodLowRatio)}, ${percent(goodHighRatio)}]</span></span><span class="more"><span>a second</span><b>${measured(goodStreamsPerSecond)}</b></span>`
}

function rateCard(summary: Summary, view: ScenarioView): Markup {
  const stats = view.groups.map((group) => {
    const p50 = group.tokensPerSecond?.p50
    const { throughput } = group
    const together =
      throughput === undefined
        ? NOTHING
        : markup`<span class="more"><span>all together</span><b>${measured(throughput.tokensPerSecond)}</b></span><span class="more"><span>open on average</span><b>${measured(throughput.meanConcurrencyStreams)}</b></span>`
    return markup`<div class="stat">${routeTag(summary, group.route)}${p50 === undefined ? markup`<span class="big">\u2013</span>` : big(percentileCell(p50), 'tok/s')}<span class="more"><span>p50 per stream</span><span>${p50?.low === undefined ? '' : (percentileCell(p50).detail ?? '')}</span></span>${together}</div>`
  })
  return markup`<article class="card"><h3>Tokens per second</h3><div>${stats}</div></article>`
}
