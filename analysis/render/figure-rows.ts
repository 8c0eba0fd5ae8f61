import { type Outcome, OUTCOMES } from '../../core/outcome.ts'
import type { Comparison, Difference } from '../summary/comparison.ts'
import type { Distribution, Percentile, PercentileName } from '../summary/distribution.ts'
import type { Group } from '../summary/group.ts'
import type { Summary } from '../summary/summary.ts'
import { measured, percent, signed, THIN, whole } from './numbers.ts'

/** One figure of one route, ready to be set: number, interval, or why there is none. */
export interface FigureCell {
  readonly value: string
  /** `[low, high]`, or a short remark. */
  readonly detail?: string
  /** No figure: `value` says why. */
  readonly missing?: true
}

export interface FigureRow {
  readonly metric: string
  readonly stat: string
  readonly unit: string
  /** One for each route of the section. */
  readonly cells: readonly (FigureCell | undefined)[]
  /** One for each route but the base. */
  readonly differences: readonly (FigureCell | undefined)[]
}

/** All routes of one scenario side by side. */
export interface FigureSection {
  readonly scenario: string
  readonly routes: readonly string[]
  readonly comparedRoutes: readonly string[]
  readonly rows: readonly FigureRow[]
}

type Times = 'ttftMs' | 'ttfaMs' | 'gapMs' | 'e2eMs' | 'tpotMs'
const BRIEF: readonly (readonly [string, Times])[] = [
  ['TTFT', 'ttftMs'],
  ['TTFA', 'ttfaMs'],
  ['gap', 'gapMs'],
  ['end to end', 'e2eMs'],
]

/** `brief` for a terminal; else every percentile, TPOT and start delay too. */
export function figureSections(summary: Summary, brief: boolean): readonly FigureSection[] {
  const measuredGroups = summary.groups.filter((group) => group.startedStreams > 0)
  const byScenario = Map.groupBy(measuredGroups, (group) => group.scenario)
  return [...byScenario].map(([scenario, groups]) => {
    const comparisons = summary.comparisons.filter((each) => each.scenario === scenario)
    const rows = brief ? briefRows(groups, comparisons) : fullRows(groups, comparisons)
    return {
      scenario,
      routes: groups.map((group) => group.route),
      comparedRoutes: comparisons.map((each) => each.route),
      rows: rows.filter(({ cells }) => cells.some((cell) => cell !== undefined)),
    }
  })
}

function briefRows(
  groups: readonly Group[],
  comparisons: readonly Comparison[],
): readonly FigureRow[] {
  return [
    ...BRIEF.filter(([, field]) => field !== 'ttfaMs' || hasOwnTtfa(groups)).flatMap(
      ([metric, field]) =>
        (['p50', 'p99'] as const).map((name) =>
          timeRow({ groups, comparisons, metric, field, name }),
        ),
    ),
    ...countRows(groups),
  ]
}

function fullRows(
  groups: readonly Group[],
  comparisons: readonly Comparison[],
): readonly FigureRow[] {
  const times: readonly (readonly [string, Times])[] = [...BRIEF, ['TPOT', 'tpotMs']]
  const shown = times.filter(([, field]) => field !== 'ttfaMs' || hasOwnTtfa(groups))
  return [
    ...shown.flatMap(([metric, field]) =>
      (['p50', 'p90', 'p95', 'p99'] as const).map((name) =>
        timeRow({ groups, comparisons, metric, field, name }),
      ),
    ),
    distributionRow(groups, ['gap per stream', 'p50 of p95', 'ms'], (group) => [
      group.streamGapP95Ms,
      'p50',
    ]),
    distributionRow(groups, ['gap per stream', 'p99 of p95', 'ms'], (group) => [
      group.streamGapP95Ms,
      'p99',
    ]),
    distributionRow(groups, ['start delay', 'p50', 'ms'], (group) => [group.startDelayMs, 'p50']),
    distributionRow(groups, ['start delay', 'p99', 'ms'], (group) => [group.startDelayMs, 'p99']),
    ...countRows(groups),
  ]
}

/** TTFA has rows of its own only where it differs: with reasoning tokens. */
function hasOwnTtfa(groups: readonly Group[]): boolean {
  return groups.some(({ ttftMs, ttfaMs }) => ttfaMs !== undefined && ttfaMs.mean !== ttftMs?.mean)
}

interface TimeRow {
  readonly groups: readonly Group[]
  readonly comparisons: readonly Comparison[]
  readonly metric: string
  readonly field: Times
  readonly name: PercentileName
}

function timeRow({ groups, comparisons, metric, field, name }: TimeRow): FigureRow {
  const row = distributionRow(groups, [metric, name, 'ms'], (group) => [group[field], name])
  if (name === 'p90' || name === 'p95') return row
  if (field === 'ttfaMs' || field === 'tpotMs') return row
  return { ...row, differences: comparisons.map((each) => differenceCell(each[field][name])) }
}

function distributionRow(
  groups: readonly Group[],
  [metric, stat, unit]: readonly [string, string, string],
  of: (group: Group) => readonly [Distribution | undefined, PercentileName],
): FigureRow {
  const cells = groups.map((group) => {
    const [distribution, name] = of(group)
    return distribution === undefined ? undefined : percentileCell(distribution[name])
  })
  return { metric, stat, unit, cells, differences: [] }
}

/** A percentile with its interval, or `n/a (needs 299, has 120)`. */
export function percentileCell(percentile: Percentile): FigureCell {
  const { value, low, high, needs, has, unstableAtPerSecond } = percentile
  if (unstableAtPerSecond !== undefined) {
    return { value: `unstable at ${measured(unstableAtPerSecond)}/s`, missing: true }
  }
  if (value === undefined) {
    return { value: `n/a (needs ${whole(needs ?? 0)}, has ${whole(has)})`, missing: true }
  }
  if (low === undefined || high === undefined) return { value: measured(value) }
  return { value: measured(value), detail: `[${measured(low)}, ${measured(high)}]` }
}

/** A difference with its sign; `~` where the interval includes zero or our own error is as large. */
export function differenceCell(difference: Difference | undefined): FigureCell | undefined {
  if (difference === undefined) return undefined
  const { value, low, high, includesZero, belowOwnError } = difference
  const mark = includesZero === true || belowOwnError === true ? `~${THIN}` : ''
  const text = `${mark}${signed(value)}`
  if (low === undefined || high === undefined) return { value: text }
  return { value: text, detail: `[${signed(low)}, ${signed(high)}]` }
}

function countRows(groups: readonly Group[]): readonly FigureRow[] {
  const row = (
    [metric, stat, unit]: readonly [string, string, string],
    of: (group: Group) => FigureCell | undefined,
  ): FigureRow => ({ metric, stat, unit, cells: groups.map(of), differences: [] })
  return [
    row(['tokens/s', 'per stream', ''], perStreamCell),
    row(
      ['tokens/s', 'together', ''],
      ({ throughput }) => throughput && { value: measured(throughput.tokensPerSecond) },
    ),
    row(['streams', 'complete', ''], completeCell),
    ...otherOutcomes(groups).map((outcome) =>
      row(['streams', outcome, ''], (group) => outcomeCell(group, outcome)),
    ),
    row(['streams', 'open', ''], openCell),
    row(['streams', 'cancelled', ''], ({ cancelledStreams: n }) =>
      n > 0 ? { value: whole(n) } : undefined,
    ),
    row(['streams', 'of the ramp', ''], ({ ramp }) => ramp && { value: whole(ramp.streams) }),
    row(['goodput', 'SLOs met', ''], goodputCell),
    row(['stalls', 'over 200 ms', ''], stallCell),
    row(['ramp TTFT', 'p50', 'ms'], ({ ramp }) => ramp?.ttftMs && percentileCell(ramp.ttftMs.p50)),
  ]
}

function perStreamCell({ tokensPerSecond }: Group): FigureCell | undefined {
  return tokensPerSecond && percentileCell(tokensPerSecond.p50)
}

function completeCell(group: Group): FigureCell {
  const ratio = group.completionRatio === undefined ? undefined : percent(group.completionRatio)
  return {
    value: `${whole(group.successStreams)} of ${whole(group.countedStreams)}`,
    ...(ratio !== undefined && { detail: ratio }),
  }
}

function goodputCell({ goodput, countedStreams }: Group): FigureCell | undefined {
  if (goodput === undefined) return undefined
  return {
    value: `${whole(goodput.goodStreams)} of ${whole(countedStreams)}`,
    detail: `${percent(goodput.goodRatio)}, ${measured(goodput.goodStreamsPerSecond)}/s`,
  }
}

/** Streams that let a reader of 25 tokens a second wait longer than 200 ms; the other readers are in the page. */
function stallCell({ readers = [] }: Group): FigureCell | undefined {
  const found = readers.find((each) => each.reader === 'interactive')
  return (
    found && {
      value: `${whole(found.stalledStreams)} of ${whole(found.streams)}`,
      detail: percent(found.stalledRatio),
    }
  )
}

/** Classes other than plain completion and deliberate cancelling, in their own order. */
function otherOutcomes(groups: readonly Group[]): readonly Outcome[] {
  const found = new Set(groups.flatMap((group) => group.outcomes.map(({ outcome }) => outcome)))
  return OUTCOMES.filter((each) => found.has(each) && each !== 'complete' && each !== 'cancelled')
}

function outcomeCell({ outcomes }: Group, outcome: Outcome): FigureCell | undefined {
  const found = outcomes.find((each) => each.outcome === outcome)
  return found && { value: whole(found.count) }
}

function openCell({ throughput }: Group): FigureCell | undefined {
  if (throughput === undefined) return undefined
  const { meanConcurrencyStreams: mean, peakConcurrencyStreams: peak } = throughput
  return { value: measured(mean), detail: `most ${whole(peak)}` }
}
