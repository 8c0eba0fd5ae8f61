import { partsOf } from '../read/section-of.ts'
import type { AttemptFigures } from '../summary/attempts.ts'
import type { CancellationFigures } from '../summary/cancellation.ts'
import type { Group } from '../summary/group.ts'
import type { SlowReaderFigures } from '../summary/slow-readers.ts'
import type { Summary } from '../summary/summary.ts'
import { duration, measured, percent, THIN, whole } from './numbers.ts'

/** A table besides the figures of the routes: a title, column heads, and a row of cells each. */
export interface SideTable {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The tables that a run asks for: kinds of streams, cancellation, slow readers, attempts. */
export function sideTables(summary: Summary): readonly SideTable[] {
  const tables = [
    ...kindsTables(summary),
    cancellationTable(summary.cancellation ?? []),
    slowReaderTable(summary.slowReaders ?? []),
    attemptsTable(summary.attempts ?? []),
  ]
  return tables.filter(({ rows }) => rows.length > 0)
}

/** Scenarios with several kinds of streams: they stand in one table, since that is what they are to be compared in. */
export const hasKinds = (section: string): boolean => partsOf(section).variant !== undefined

/** One table a scenario: each kind of its streams on each route. */
export function kindsTables({ groups }: Summary): readonly SideTable[] {
  const measuredGroups = groups.filter(
    ({ scenario, startedStreams }) => hasKinds(scenario) && startedStreams > 0,
  )
  const byScenario = Map.groupBy(measuredGroups, ({ scenario }) => partsOf(scenario).scenario)
  return [...byScenario].map(([title, same]) => ({
    title,
    head: ['streams', 'route', 'ended', 'TTFT p50', 'gap p50', 'gap p99', 'e2e p50', 'events'],
    rows: same.map(kindRow),
  }))
}

function kindRow(group: Group): readonly string[] {
  const { scenario, route, outcomes, startedStreams, ttftMs, gapMs, e2eMs, contentEvents } = group
  return [
    partsOf(scenario).variant ?? '',
    route,
    outcomes
      .toSorted((a, b) => b.count - a.count)
      .map(({ outcome, count }) => `${outcome} ${whole(count)} of ${whole(startedStreams)}`)
      .join(', '),
    time(ttftMs?.p50.value),
    time(gapMs?.p50.value),
    time(gapMs?.p99.value),
    time(e2eMs?.p50.value),
    measured(contentEvents / startedStreams),
  ]
}

function cancellationTable(figures: readonly CancellationFigures[]): SideTable {
  return {
    title: 'cancellation',
    head: ['way', 'phase', 'route', 'noticed', 'lag p50', 'lag p99', 'tokens wasted', 'orphans'],
    rows: figures.map((one) => [
      one.way,
      one.phase,
      one.route,
      one.noticedStreams === undefined
        ? `of ${whole(one.streams)}`
        : `${whole(one.noticedStreams)} of ${whole(one.streams)}`,
      time(one.lagP50Ms),
      time(one.lagP99Ms),
      wasted(one),
      one.orphanStreams === undefined ? '' : whole(one.orphanStreams),
    ]),
  }
}

const wasted = ({ wastedTokens, wastedRatio }: CancellationFigures): string =>
  wastedTokens === undefined || wastedRatio === undefined
    ? ''
    : `${whole(wastedTokens)} (${percent(wastedRatio)})`

function slowReaderTable(figures: readonly SlowReaderFigures[]): SideTable {
  return {
    title: 'slow readers',
    head: [
      'reader',
      'route',
      'streams',
      'backpressure by',
      'server blocked',
      'most queued',
      'given up',
      'swallowed whole',
      'held by kernels',
      'held by the proxy',
      'gaps of bystanders',
    ],
    rows: figures.map((one) => [
      partsOf(one.scenario).variant ?? one.transport,
      one.route,
      whole(one.streams),
      means(one),
      one.blockedStreams === undefined
        ? ''
        : `${whole(one.blockedStreams)}, ${duration(one.blockedMs ?? 0)}`,
      size(one.maxQueuedBytes),
      one.abortedStreams === undefined ? '' : whole(one.abortedStreams),
      one.swallowedStreams === undefined ? '' : whole(one.swallowedStreams),
      size(one.absorbedByKernelBytes),
      size(one.absorbedByProxyBytes),
      bystanders(one),
    ]),
  }
}

/**
 * By what a server feels a client that reads slowly, if it does: its answer is larger than what kernels and proxies on the way take;
 * over HTTP/2 the reader's own end of the way holds no more than the window of the stream.
 */
function means({ protocol, blockedStreams }: SlowReaderFigures): string {
  if (blockedStreams === undefined) return ''
  if (blockedStreams === 0) return 'none'
  return protocol === 'HTTP/2' ? 'HTTP/2 window, large answer' : 'large answer'
}

function attemptsTable(figures: readonly AttemptFigures[]): SideTable {
  return {
    title: 'attempts',
    head: ['streams', 'route', 'attempts', 'amplification', 'ended well', 'too early'],
    rows: figures.map((one) => [
      partsOf(one.scenario).variant ?? one.scenario,
      one.route,
      `${whole(one.attempts)} for ${whole(one.streams)}`,
      `\u00d7${one.amplificationRatio.toFixed(2)}`,
      `${whole(one.succeededStreams)} of ${whole(one.streams)}`,
      whole(one.earlyAttempts),
    ]),
  }
}

function bystanders(one: SlowReaderFigures): string {
  if (one.bystanderGapRatio === undefined) return ''
  const { bystanderGapLowRatio: low, bystanderGapHighRatio: high } = one
  const interval =
    low === undefined || high === undefined ? '' : ` [${low.toFixed(2)}, ${high.toFixed(2)}]`
  return `\u00d7${one.bystanderGapRatio.toFixed(2)}${interval}`
}

const time = (ms: number | undefined): string =>
  ms === undefined ? '' : `${measured(ms)}${THIN}ms`

const MB = 1_000_000
const KB = 1_000

function size(bytes: number | undefined): string {
  if (bytes === undefined) return ''
  if (bytes >= MB) return `${measured(bytes / MB)}${THIN}MB`
  return bytes >= KB ? `${measured(bytes / KB)}${THIN}KB` : `${whole(bytes)}${THIN}B`
}
