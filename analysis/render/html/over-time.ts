import type { Samples } from '../../charts/samples.ts'
import { LEVELS_PER_DECADE, type TimeAxis, type TtftCell } from '../../charts/timeline.ts'
import type { Summary } from '../../summary/summary.ts'
import { measured, THIN, whole } from '../numbers.ts'
import { type Axis, linearAxis, logAxis, px, short, SIDE } from './axis.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { plot } from './plot.ts'
import { legend, routeClass, type ScenarioView } from './view.ts'

type Strip = 'activeStreams' | 'startsPerSecond' | 'tokensPerSecond' | 'ownLagMs'
const STRIPS: readonly (readonly [Strip, string])[] = [
  ['activeStreams', 'Active streams'],
  ['startsPerSecond', 'Starts per second'],
  ['tokensPerSecond', 'Tokens per second'],
  ['ownLagMs', 'Own lag, worst p99 of a stream (ms)'],
]
const STRIP_HEIGHT = 76
const HEAT_HEIGHT = 190
const HEAT_STEPS = 5
/** Rows of the heat map; finer levels are put together. */
const MOST_ROWS = 34

/** How load and TTFT went over the run; routes that take turns show as blocks. */
export function overTime(summary: Summary, view: ScenarioView, { axis }: Samples): Markup {
  if (view.samples.length === 0) return NOTHING
  const x = linearAxis([0, (axis.bins * axis.binMs) / 1000], (value) => `${short(value)}${THIN}s`)
  const strips = STRIPS.map(([field, title], at) =>
    strip(summary, view, { field, title, axis, x, last: at === STRIPS.length - 1 }),
  )
  return markup`<div class="card">${legend(
    summary,
    view.samples.map(({ route }) => route),
  )}${heat(summary, view, { axis, x })}${strips}</div>`
}

interface Place {
  readonly axis: TimeAxis
  readonly x: Axis
}

/** TTFT by time, darker where more streams fell. */
function heat(summary: Summary, view: ScenarioView, { axis, x }: Place): Markup {
  const levels = view.samples.flatMap(({ timeline }) =>
    timeline.ttftCells.map((cell) => cell.level),
  )
  if (levels.length === 0) return NOTHING
  const factor = Math.ceil((Math.max(...levels) - Math.min(...levels) + 3) / MOST_ROWS)
  const low = Math.floor(Math.min(...levels) / factor) - 1
  const high = Math.floor(Math.max(...levels) / factor) + 2
  const groups = view.samples.map(({ route, timeline }) => ({
    route,
    cells: merged(timeline.ttftCells, factor),
  }))
  const most = Math.max(...groups.flatMap((group) => group.cells.map((cell) => cell.count)))
  const content = groups.map(
    ({ route, cells }) =>
      markup`<g class="${routeClass(summary, route)}">${cellPaths(cells, { axis, low, high, most })}</g>`,
  )
  const y = logAxis(levelMs(low * factor), levelMs(high * factor))
  const alt = `Time to first token by start time: between ${measured(levelMs((low + 1) * factor))} and ${measured(levelMs((high - 1) * factor))} milliseconds.`
  return markup`<div class="strip"><h3>Time to first token, by the time of its start</h3>${plot({ alt, heightPx: HEAT_HEIGHT, x, y, content: markup`${warmup(axis)}${content}`, bare: true })}</div>`
}

const levelMs = (level: number): number => 10 ** (level / LEVELS_PER_DECADE)

/** Cells of `factor` levels put together. */
function merged(cells: readonly TtftCell[], factor: number): readonly TtftCell[] {
  const byPlace = new Map<string, TtftCell>()
  for (const { bin, level, count } of cells) {
    const row = Math.floor(level / factor)
    const key = `${bin},${row}`
    byPlace.set(key, { bin, level: row, count: (byPlace.get(key)?.count ?? 0) + count })
  }
  return [...byPlace.values()]
}

interface HeatScale {
  readonly axis: TimeAxis
  readonly low: number
  readonly high: number
  readonly most: number
}

/** Cells of one darkness are one path: small, whatever the number of streams. */
function cellPaths(
  cells: readonly TtftCell[],
  { axis, low, high, most }: HeatScale,
): readonly Markup[] {
  const steps: string[][] = Array.from({ length: HEAT_STEPS }, () => [])
  const [width, height] = [SIDE / axis.bins, SIDE / (high - low)]
  for (const { bin, level, count } of cells) {
    const step = Math.min(HEAT_STEPS - 1, Math.floor(Math.sqrt(count / most) * HEAT_STEPS))
    const top = SIDE - (level + 1 - low) * height
    steps[step]?.push(
      `M${(bin * width).toFixed(1)} ${top.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h-${width.toFixed(1)}z`,
    )
  }
  return steps.map((paths, step) =>
    paths.length === 0
      ? NOTHING
      : markup`<path fill="var(--c)" opacity="${((step + 1) / HEAT_STEPS).toFixed(2)}" d="${paths.join('')}"/>`,
  )
}

interface StripPlace extends Place {
  readonly field: Strip
  readonly title: string
  readonly last: boolean
}

function strip(
  summary: Summary,
  view: ScenarioView,
  { field, title, axis, x, last }: StripPlace,
): Markup {
  const most = Math.max(
    0,
    ...view.samples.flatMap(({ timeline }) => timeline[field].filter(Number.isFinite)),
  )
  if (most === 0) return NOTHING
  const y = linearAxis([0, most * 1.08], (value) =>
    value >= 10_000 ? `${short(value / 1000)}k` : short(value),
  )
  const content = view.samples.map(
    ({ route, timeline }) =>
      markup`<g class="${routeClass(summary, route)}">${area(timeline[field], y)}</g>`,
  )
  const alt = `${title} over the run, at most ${most >= 100 ? whole(most) : measured(most)}.`
  const frame = { alt, heightPx: STRIP_HEIGHT, x, y, content: markup`${warmup(axis)}${content}` }
  return markup`<div class="strip"><h3>${title}</h3>${plot(last ? { ...frame, xTitle: 'time since the first start; shaded: warm-up' } : { ...frame, bare: true })}</div>`
}

/** Steps filled to the ground; bins without a value are left out. */
function area(values: readonly number[], y: Axis): Markup {
  const width = SIDE / values.length
  const runs: string[] = []
  const lines: string[] = []
  let open = false
  for (const [bin, value] of values.entries()) {
    if (!(value > 0)) {
      if (open) runs.push(`V${SIDE}Z`)
      open = false
      continue
    }
    const [left, right, top] = [
      (bin * width).toFixed(1),
      ((bin + 1) * width).toFixed(1),
      px(1 - y.at(value)),
    ]
    runs.push(`${open ? '' : `M${left} ${SIDE}`}V${top}H${right}`)
    lines.push(`${open ? `V${top}` : `M${left} ${top}`}H${right}`)
    open = true
  }
  if (open) runs.push(`V${SIDE}Z`)
  return markup`<path class="fill" d="${runs.join('')}"/><path class="line" style="stroke-width:1.3" d="${lines.join('')}"/>`
}

function warmup({ fromMs, measuredFromMs, binMs, bins }: TimeAxis): Markup {
  const share = (measuredFromMs - fromMs) / (binMs * bins)
  if (!(share > 0)) return NOTHING
  return markup`<path class="shade" d="M0 0H${px(share)}V${SIDE}H0Z"/>`
}
