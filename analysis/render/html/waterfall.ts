import { isSuccess } from '../../../core/outcome.ts'
import type { StreamRecord } from '../../../core/record/record.ts'
import type { PickedStream, WaterfallReason } from '../../read/waterfall-picker.ts'
import type { GroupSamples } from '../../charts/samples.ts'
import type { Summary } from '../../summary/summary.ts'
import { duration, measured, THIN, whole } from '../numbers.ts'
import { type Axis, axisMs, linearAxis, px, SIDE } from './axis.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { routeClass, routeTag, type ScenarioView } from './view.ts'

/** Lines over all routes of a scenario; more only where there are more classes of failure than that. */
const LINES = 20
/** How many of each kind come before the rest fills up. */
const FIRST: Readonly<Record<WaterfallReason, number>> = { typical: 3, slowest: 3, failed: 4 }

/**
 * One line a stream, time to the right, a mark for each read: its height is the number of tokens in it. Streams that go on
 * far beyond the others are cut at the right edge, so that a time-out does not flatten everything else.
 */
export function waterfall(summary: Summary, view: ScenarioView): Markup {
  const routes = view.samples.map((samples) => ({
    samples,
    streams: chosen(samples, Math.floor(LINES / view.samples.length)),
  }))
  const streams = routes.flatMap((each) => each.streams)
  if (streams.length === 0) return NOTHING
  const axis = linearAxis([0, scaleEnd(streams)], axisMs)
  const most = Math.max(
    1,
    ...streams.flatMap(({ record }) => (record.readsAt ?? []).map((read) => read[2])),
  )
  const body = routes.map(({ samples, streams: own }) =>
    own.length === 0
      ? NOTHING
      : markup`<div class="group">${routeTag(summary, samples.route)}</div>${own.map((stream) => line(stream, { axis, most, colour: routeClass(summary, samples.route) }))}`,
  )
  const scale = axis.ticks.map(
    ({ at, label, minor }) =>
      markup`<span class="xt${minor ? ' minor' : ''}" style="left:${(at * 100).toFixed(2)}%">${label}</span>`,
  )
  return markup`<div class="card"><div class="falls">${body}<div class="scale">${scale}</div></div></div>`
}

/** One stream of every failed class and a typical one, however many that is; then others up to `lines`. */
function chosen({ waterfall: picked }: GroupSamples, lines: number): readonly PickedStream[] {
  const classes = new Set<string>()
  const ofEachClass = picked.filter(({ reason, record }) => {
    if (reason !== 'failed' || classes.has(record.outcome)) return false
    classes.add(record.outcome)
    return true
  })
  const of = (wanted: WaterfallReason): readonly PickedStream[] =>
    picked.filter(({ reason }) => reason === wanted)
  const kinds = [of('typical'), of('slowest'), of('failed')]
  const must = [...ofEachClass, ...of('typical').slice(0, 1)]
  const inTurn = [
    ...kinds.flatMap((kind) => kind.slice(0, FIRST[kind[0]?.reason ?? 'typical'])),
    ...kinds.flat(),
  ]
  const shown = new Set(must)
  for (const stream of inTurn) if (shown.size < lines) shown.add(stream)
  return picked.filter((stream) => shown.has(stream))
}

/** A tenth beyond the longest stream that succeeded, else beyond the longest read. */
function scaleEnd(streams: readonly PickedStream[]): number {
  const ends = streams
    .filter(({ record }) => isSuccess(record.outcome))
    .map(({ record }) => record.endMs)
  const reads = streams.map(({ record }) => record.readsAt?.at(-1)?.[0] ?? 0)
  return 1.06 * Math.max(1, ...(ends.length > 0 ? ends : reads))
}

type Read = NonNullable<StreamRecord['readsAt']>[number]

/** A read with so many tokens is drawn thick: something on the way collected them. */
const LUMP = 4
/** The last tick stands beside the last read, not on it. */
const END_BESIDE = 0.006

interface Drawing {
  readonly axis: Axis
  /** Most tokens in one read. */
  readonly most: number
  readonly colour: string
}

function line({ record, reason }: PickedStream, drawing: Drawing): Markup {
  const success = isSuccess(record.outcome)
  return markup`<div class="fall"><div class="name" title="${record.stream}">${shortName(record)} \u00b7 ${reason}</div><div class="lane ${drawing.colour}">${drawn(record, drawing)}</div><div class="end${success ? '' : ' no'}"><b>${duration(record.endMs)}</b> ${record.outcome}</div></div>`
}

/** The last part of SCENARIO/ROUTE/INDEX. */
function shortName({ stream, scenario, route }: StreamRecord): string {
  const prefix = `${scenario}/${route}/`
  return stream.startsWith(prefix) ? `#${stream.slice(prefix.length)}` : stream
}

function drawn(record: StreamRecord, { axis, most }: Drawing): Markup {
  const reads = record.readsAt ?? []
  const at = (offsetMs: number): string => px(axis.at(offsetMs))
  const mark = ([offset, , events]: Read): string =>
    `M${at(offset)} ${SIDE}V${height(events, most)}`
  const [single, lumps] = [
    reads.filter(([, , n]) => n < LUMP),
    reads.filter(([, , n]) => n >= LUMP),
  ]
  const first = reads[0]?.[0] ?? record.endMs
  const headers =
    record.headersMs === undefined
      ? ''
      : `M${at(record.startDelayMs + record.headersMs)} 250V${SIDE}`
  const over = isSuccess(record.outcome) ? 'over' : 'over no'
  const beyond = axis.at(record.endMs) >= 1 && record.endMs > 0
  const end = beyond
    ? `M${SIDE - 14} 300L${SIDE} 600L${SIDE - 14} 900`
    : `M${px(axis.at(record.endMs) + END_BESIDE)} 150V${SIDE}`
  return markup`<svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none" role="img" aria-label="${described(record)}"><title>${described(record)}</title><path class="wait" d="M0 ${SIDE - 60}H${at(Math.max(first, record.endMs))}"/><path class="head-tick" d="${headers}"/><path class="reads" d="${single.map(mark).join('')}"/><path class="reads lumps" d="${lumps.map(mark).join('')}"/><path class="${over}" fill="none" d="${end}"/></svg>`
}

/** One token a third of the lane, more by the square root, so that a lump stands out and one token still shows. */
function height(events: number, most: number): string {
  const share = most <= 1 ? 0.62 : 0.4 + 0.56 * Math.sqrt(Math.max(0, events - 1) / (most - 1))
  return px(1 - (events === 0 ? 0.14 : share))
}

function described(record: StreamRecord): string {
  const { readsAt = [], ttftMs, gaps, error } = record
  return [
    `${record.stream}: ${record.outcome}`,
    ttftMs === undefined ? 'no token' : `first token after ${measured(ttftMs)}${THIN}ms`,
    `${whole(record.tokens)} tokens in ${whole(readsAt.length)} reads`,
    ...(gaps === undefined ? [] : [`longest gap ${measured(gaps.maxMs)}${THIN}ms`]),
    `end after ${duration(record.endMs)}`,
    ...(error?.message === undefined ? [] : [error.message.slice(0, 200)]),
  ].join(', ')
}
