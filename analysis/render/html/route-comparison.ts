import type { Comparison, Difference } from '../../summary/comparison.ts'
import type { Summary } from '../../summary/summary.ts'
import { differenceCell } from '../figure-rows.ts'
import { THIN } from '../numbers.ts'
import { type Axis, px, short, SIDE, type Tick } from './axis.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { routeClass, routeTag, type ScenarioView } from './view.ts'

const FIELDS = [
  ['TTFT', 'ttftMs'],
  ['gap', 'gapMs'],
  ['end to end', 'e2eMs'],
] as const
const STATS = ['p50', 'p99'] as const
/** About as far from zero the axis is straight; beyond, each factor of ten is as wide as the last. */
const STRAIGHT_MS = 0.1

interface Row {
  readonly name: string
  readonly difference: Difference
}

/** Each route against the base: what it adds to each figure, drawn on its interval, on one axis round zero. */
export function routeComparison(summary: Summary, view: ScenarioView): Markup {
  const compared = view.comparisons
    .map((comparison) => ({ comparison, rows: rowsOf(comparison) }))
    .filter(({ rows }) => rows.length > 0)
  if (compared.length === 0) return NOTHING
  const axis = signedAxis(compared.flatMap(({ rows }) => rows))
  const scale = axis.ticks.map(
    ({ at, label, minor }) =>
      markup`<span class="xt${minor ? ' minor' : ''}" style="left:${(at * 100).toFixed(2)}%">${label}</span>`,
  )
  return markup`<div class="card"><div class="adds">${compared.map(({ comparison, rows }) => block(summary, comparison, { rows, axis }))}<div class="scale">${scale}</div></div><p class="note">Milliseconds, logarithmic on both sides of zero. The bar is the 95 % interval; where it reaches over zero, or is less than twice our own error, no difference was shown.</p></div>`
}

function rowsOf(comparison: Comparison): readonly Row[] {
  return FIELDS.flatMap(([metric, field]) =>
    STATS.flatMap((stat) => {
      const difference = comparison[field][stat]
      return difference === undefined ? [] : [{ name: `${metric} ${stat}`, difference }]
    }),
  )
}

interface Drawing {
  readonly rows: readonly Row[]
  readonly axis: Axis
}

function block(
  summary: Summary,
  { route, baseRoute }: Comparison,
  { rows, axis }: Drawing,
): Markup {
  const colour = routeClass(summary, route)
  return markup`<div class="group">${routeTag(summary, route)} against ${routeTag(summary, baseRoute)}</div>${rows.map(
    ({ name, difference }) =>
      markup`<div class="add"><div class="name">${name}</div><div class="lane ${colour}">${mark(difference, axis)}</div><div class="end"><b>${numbers(difference)}</b> ${inWords(difference)}</div></div>`,
  )}`
}

function mark({ value, low, high }: Difference, axis: Axis): Markup {
  const whisker =
    low === undefined || high === undefined
      ? NOTHING
      : markup`<path class="whisk" d="M${px(axis.at(low))} 500H${px(axis.at(high))}"/>`
  return markup`<svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none" aria-hidden="true"><path class="base" d="M0 500H${SIDE}"/><path class="zero" d="M${px(axis.at(0))} 0V${SIDE}"/>${whisker}<path class="dot" d="M${px(axis.at(value))} 500h0"/></svg>`
}

function numbers(difference: Difference): string {
  const cell = differenceCell(difference)
  const interval = cell?.detail === undefined ? '' : ` ${cell.detail}`
  return `${cell?.value ?? ''}${THIN}ms${interval}`
}

function inWords({ value, low, includesZero, belowOwnError }: Difference): string {
  if (low === undefined) return 'too few streams'
  if (includesZero === true || belowOwnError === true) return 'no difference shown'
  return value > 0 ? 'slower' : 'faster'
}

/** x = sign(v)·log10(1 + |v|/0.1), so that hundredths and seconds fit on one axis and zero stays in it. */
function signedAxis(rows: readonly Row[]): Axis {
  const bounds = rows.flatMap(({ difference: { value, low = value, high = value } }) => [
    value,
    low,
    high,
  ])
  const bend = (v: number): number => Math.sign(v) * Math.log10(1 + Math.abs(v) / STRAIGHT_MS)
  const [from, to] = [
    bend(Math.min(-STRAIGHT_MS, ...bounds)),
    bend(Math.max(STRAIGHT_MS, ...bounds)),
  ]
  const pad = 0.05 * (to - from)
  const at = (v: number): number => (bend(v) - from + pad) / (to - from + 2 * pad)
  const sizes = [1, 10, 100, 1000, 10_000, 100_000]
  const values = [0, ...sizes.flatMap((size) => [size, -size])]
  const ticks: Tick[] = []
  for (const value of values) {
    const place = at(value)
    const near = ticks.some((tick) => Math.abs(tick.at - place) < 0.09)
    if (place < 0 || place > 1 || near) continue
    const label = value === 0 ? '0' : `${value < 0 ? '\u2212' : '+'}${short(Math.abs(value))}`
    ticks.push({ at: place, label, minor: false })
  }
  return { at, ticks }
}
