import type { Random } from '../../core/random.ts'
import { bootstrapDifference, type TwoSides } from '../../core/stats/bootstrap-difference.ts'
import { differenceInterval } from '../../core/stats/difference-interval.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { type Interval, quantileInterval } from '../../core/stats/quantile-interval.ts'
import { samplesNeeded } from '../../core/stats/samples-needed.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { partsOf } from '../read/section-of.ts'
import type { GroupTally } from '../read/group-tally.ts'
import type { Comparison, Difference, PairedDifference } from '../summary/comparison.ts'
import type { Distribution, Percentile } from '../summary/distribution.ts'
import type { Group } from '../summary/group.ts'
import type { ErrorFigures } from '../summary/trust.ts'
import { compact } from './compact.ts'
import { ofSuccess } from './success.ts'

/** A group's records and figures. */
export interface Measured {
  readonly tally: GroupTally
  readonly figures: Group
}

/** Errors of our own by figure: a difference below twice that of the same percentile is not claimed. */
export interface OwnError {
  readonly ttftMs?: ErrorFigures
  readonly gapMs?: ErrorFigures
  readonly e2eMs?: ErrorFigures
}

interface Context {
  readonly random: Random
  readonly ownError: OwnError
}

const BOTH = ['p50', 'p99'] as const
const PROBABILITIES = { p50: 0.5, p99: 0.99 } as const
/** Pairs that the bootstrap draws from; with more, about that many of them, whose interval is wider, never narrower. */
const MOST_PAIRS = 100_000

/** `other` minus `base`, percentile by percentile. */
export function compareRoutes(base: Measured, other: Measured, context: Context): Comparison {
  const pairs = pairedRows(base, other)
  const ttft = (measured: Measured): Float64Array => measured.tally.table.column('ttftMs')
  const e2e = (measured: Measured): Float64Array => ofSuccess(measured.tally.table, 'e2eMs')
  const ttftPairs = pairValues(ttft(base), ttft(other), pairs)
  const e2ePairs = pairValues(e2e(base), e2e(other), pairs)
  const { random, ownError } = context
  return compact({
    scenario: base.figures.scenario,
    baseRoute: base.figures.route,
    route: other.figures.route,
    ttftMs: streamDifferences([base.figures.ttftMs, other.figures.ttftMs], {
      sides: ttftPairs ?? { a: finite(ttft(base)), b: finite(ttft(other)), paired: false },
      random: random.fork('ttft'),
      ownError: ownError.ttftMs,
    }),
    gapMs: gapDifferences(base.figures, other.figures, ownError.gapMs),
    e2eMs: streamDifferences([base.figures.e2eMs, other.figures.e2eMs], {
      sides: e2ePairs ?? { a: finite(e2e(base)), b: finite(e2e(other)), paired: false },
      random: random.fork('e2e'),
      ownError: ownError.e2eMs,
    }),
    pairedTtftMs: ttftPairs && pairedMedian(ttftPairs),
  })
}

/** Rows of the two tables that belong to one stream index. */
function pairedRows(base: Measured, other: Measured): readonly (readonly [number, number])[] {
  const rowOf = new Map<string, number>()
  for (const [row, id] of base.tally.table.ids.entries()) rowOf.set(indexOf(id, base.figures), row)
  const pairs: (readonly [number, number])[] = []
  for (const [row, id] of other.tally.table.ids.entries()) {
    const partner = rowOf.get(indexOf(id, other.figures))
    if (partner !== undefined) pairs.push([partner, row])
  }
  return pairs
}

/** Stream ids are SCENARIO/ROUTE/INDEX or SCENARIO/ROUTE/KIND/INDEX; any other id is its own index. */
function indexOf(id: string, { scenario, route }: Group): string {
  const prefix = `${partsOf(scenario).scenario}/${route}/`
  return id.startsWith(prefix) ? id.slice(prefix.length) : id
}

/** Undefined when less than half of the smaller side has a partner: then both sides are drawn on their own. */
function pairValues(
  a: Float64Array,
  b: Float64Array,
  pairs: readonly (readonly [number, number])[],
): TwoSides | undefined {
  const both = pairs.filter(([x, y]) => Number.isFinite(a[x]) && Number.isFinite(b[y]))
  const smaller = Math.min(finite(a).length, finite(b).length)
  if (both.length === 0 || both.length < smaller / 2) return undefined
  return {
    a: Float64Array.from(both, ([x]) => a[x]!),
    b: Float64Array.from(both, ([, y]) => b[y]!),
    paired: true,
  }
}

interface Resampling {
  readonly sides: TwoSides
  readonly random: Random
  readonly ownError: ErrorFigures | undefined
}

function streamDifferences(
  [base, other]: readonly [Distribution | undefined, Distribution | undefined],
  { sides, random, ownError }: Resampling,
): Comparison['ttftMs'] {
  if (base === undefined || other === undefined) return {}
  const fewest = Math.min(sides.a.length, sides.b.length)
  const enough = BOTH.filter((name) => fewest >= samplesNeeded(PROBABILITIES[name], 'interval'))
  const intervals = bootstrapDifference(
    thinned(sides, random.fork('thinned')),
    enough.map((name) => PROBABILITIES[name]),
    random,
  )
  const method = sides.paired ? 'paired-bootstrap' : 'bootstrap'
  const [from, to] = [sortSamples(sides.a), sortSamples(sides.b)]
  const of = (name: 'p50' | 'p99'): Difference | undefined =>
    difference([base[name], other[name]], {
      value: quantile(to, PROBABILITIES[name])! - quantile(from, PROBABILITIES[name])!,
      interval: intervals[enough.indexOf(name)],
      method,
      ownErrorMs: ownError?.[name],
    })
  return compact({ p50: of('p50'), p99: of('p99') })
}

/** By lot, not every second one: two instances that answer in turn must not be thinned to one. */
function thinned({ a, b, paired }: TwoSides, random: Random): TwoSides {
  const most = Math.max(a.length, b.length)
  if (most <= MOST_PAIRS) return { a, b, paired }
  const kept = Uint8Array.from({ length: most }, () => (random.next() < MOST_PAIRS / most ? 1 : 0))
  const some = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values).filter((_, i) => kept[i] === 1)
  return { a: some(a), b: some(b), paired }
}

function gapDifferences(
  base: Group,
  other: Group,
  ownError: ErrorFigures | undefined,
): Comparison['gapMs'] {
  const [a, b] = [base.gapMs, other.gapMs]
  if (a === undefined || b === undefined) return {}
  const of = (name: 'p50' | 'p99'): Difference | undefined =>
    difference([a[name], b[name]], {
      value: (b[name].value ?? 0) - (a[name].value ?? 0),
      interval: moverInterval(a[name], b[name]),
      method: 'mover',
      ownErrorMs: ownError?.[name],
    })
  return compact({ p50: of('p50'), p99: of('p99') })
}

function moverInterval(a: Percentile, b: Percentile): Interval | undefined {
  const [from, to] = [estimateOf(a), estimateOf(b)]
  return from === undefined || to === undefined ? undefined : differenceInterval(from, to)
}

function estimateOf({ value, low, high }: Percentile) {
  if (value === undefined || low === undefined || high === undefined) return undefined
  return { value, low, high }
}

interface Found {
  readonly value: number
  readonly interval: Interval | undefined
  readonly method: Difference['method']
  readonly ownErrorMs: number | undefined
}

function difference(
  [base, other]: readonly [Percentile, Percentile],
  { value, interval, method, ownErrorMs }: Found,
): Difference | undefined {
  if (base.value === undefined || other.value === undefined) return undefined
  return compact({
    value,
    low: interval?.low,
    high: interval?.high,
    includesZero: interval && interval.low <= 0 && interval.high >= 0,
    belowOwnError: ownErrorMs === undefined ? undefined : Math.abs(value) < 2 * ownErrorMs,
    method: interval === undefined ? ('none' as const) : method,
  })
}

function pairedMedian({ a, b }: TwoSides): PairedDifference {
  const differences = sortSamples(Float64Array.from(a, (value, i) => b[i]! - value))
  const interval = quantileInterval(differences, 0.5)
  return compact({
    pairs: differences.length,
    median: quantile(differences, 0.5)!,
    low: interval?.low,
    high: interval?.high,
  })
}

const finite = (values: Float64Array): Float64Array => values.filter(Number.isFinite)
