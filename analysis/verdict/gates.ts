import { isSuccess } from '../../core/outcome.ts'
import type { Expectation, RunInfo } from '../../core/run-info.ts'
import type { Slo } from '../../core/slo.ts'
import { earlyStopping, streamsToPass } from '../../core/stats/early-stopping.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { quantileInterval } from '../../core/stats/quantile-interval.ts'
import { type SortedSamples, sortSamples } from '../../core/stats/sorted-samples.ts'
import type { Measured } from '../measure/comparison.ts'
import { compact } from '../measure/compact.ts'
import { sloValues, type StreamSloName } from '../measure/slo-values.ts'
import { partsOf } from '../read/section-of.ts'
import type { StreamTable } from '../read/stream-table.ts'
import type { Gate, WorstStream } from '../summary/verdict.ts'

const WORST_SHOWN = 3
/** As much as the completion ratio asks for. */
const EXPECTED_RATIO = 0.99
const DEFAULT_PERCENTILE = 0.95

/** What gates are judged by besides the figures of a group. */
export interface GateContext {
  readonly run: RunInfo
  readonly fit: boolean
  /** A signal or an abort ended the run. */
  readonly endedEarly: boolean
}

/** Every gate of the run for one scenario and route. */
export function gatesOf(measured: Measured, context: GateContext): readonly Gate[] {
  const { run } = context
  const expectation = expectationOf(run, measured.figures.scenario)
  if (expectation !== undefined) return [expectationGate(measured, expectation, context)]
  const gates = run.slos.map((slo) =>
    slo.name === 'completion'
      ? completionGate(measured, { text: slo.text, limit: slo.limit, floor: false }, context)
      : percentileGate(measured, { ...slo, name: slo.name }, context),
  )
  if (run.completionFloor === undefined) return gates
  const floor = {
    text: `completion>=${run.completionFloor}`,
    limit: run.completionFloor,
    floor: true,
  }
  return [completionGate(measured, floor, context), ...gates]
}

/** A plain ratio of counts: decided at once, whatever the number. The floor may be met exactly, an SLO has to be exceeded. */
export function completionGate(
  { figures, tally }: Measured,
  {
    text,
    limit,
    floor,
  }: { readonly text: string; readonly limit: number; readonly floor: boolean },
  { endedEarly }: GateContext,
): Gate {
  const ratio = figures.completionRatio
  const passes = ratio !== undefined && (floor ? ratio >= limit : ratio > limit)
  return compact({
    name: 'completion',
    text,
    scenario: figures.scenario,
    route: figures.route,
    kind: 'counts' as const,
    unit: 'ratio' as const,
    limit,
    found: ratio,
    decision: passes ? ('pass' as const) : ('fail' as const),
    streams: figures.countedStreams,
    misses: figures.countedStreams - figures.successStreams,
    worst: passes ? [] : failedStreams(tally.table, endedEarly),
  })
}

export function expectationOf(run: RunInfo, section: string): Expectation | undefined {
  const { scenario, variant } = partsOf(section)
  return run.expectations?.find((one) => one.scenario === scenario && one.variant === variant)
}

/** Faults that were provoked must be told for what they are: the outcomes that are right, as a share of the streams started. */
export function expectationGate(
  { figures, tally }: Measured,
  { outcomes }: Expectation,
  { endedEarly }: GateContext,
): Gate {
  const counted = figures.startedStreams - (endedEarly ? figures.harnessCutStreams : 0)
  const right = figures.outcomes
    .filter(({ outcome }) => outcomes.includes(outcome))
    .reduce((sum, { count }) => sum + count, 0)
  const ratio = counted > 0 ? right / counted : undefined
  const wrong = tally.table.ids.filter((_, row) => !outcomes.includes(tally.table.outcome(row)))
  return compact({
    name: `outcome ${outcomes.join(' or ')}`,
    text: `outcome=${outcomes.join('|')}>=${EXPECTED_RATIO}`,
    scenario: figures.scenario,
    route: figures.route,
    kind: 'counts' as const,
    unit: 'ratio' as const,
    limit: EXPECTED_RATIO,
    found: ratio,
    decision:
      ratio !== undefined && ratio >= EXPECTED_RATIO ? ('pass' as const) : ('fail' as const),
    streams: counted,
    misses: counted - right,
    worst: wrong.slice(0, WORST_SHOWN).map((stream) => ({ stream })),
  })
}

function failedStreams(table: StreamTable, endedEarly: boolean): readonly WorstStream[] {
  const worst: WorstStream[] = []
  for (let row = 0; row < table.length && worst.length < WORST_SHOWN; row++) {
    if (isCounted(table, row, endedEarly) && !isSuccess(table.outcome(row))) {
      worst.push({ stream: table.ids[row]! })
    }
  }
  return worst
}

/** Streams that we cancelled, or that our own early end cut, are nobody's failure. */
function isCounted(table: StreamTable, row: number, endedEarly: boolean): boolean {
  const outcome = table.outcome(row)
  return outcome !== 'cancelled' && !(endedEarly && outcome === 'harness_cut')
}

/** An SLO on a value of one stream. */
type ValueSlo = Slo & { readonly name: StreamSloName }

interface Values {
  /** One for each counted stream; a stream without the value is at the bad end, infinitely far. */
  readonly sorted: Float64Array
  readonly rows: readonly number[]
  readonly of: (row: number) => number
}

export function percentileGate(
  { figures, tally }: Measured,
  slo: ValueSlo,
  context: GateContext,
): Gate {
  const { table } = tally
  const values = valuesOf(table, slo, context.endedEarly)
  const below = slo.direction === 'below'
  const percentile = slo.percentile ?? DEFAULT_PERCENTILE
  const meets = (value: number): boolean => (below ? value < slo.limit : value > slo.limit)
  const misses = values.rows.reduce((sum, row) => sum + (meets(values.of(row)) ? 0 : 1), 0)
  const count = values.rows.length
  const decision = earlyStopping({ count, misses }, percentile)
  // "p95 of tokens/s above 20" means that 95 % of the streams are: the percentile counts from the good end.
  const position = below ? percentile : 1 - percentile
  const sorted = withInfinities(values.sorted)
  const interval = quantileInterval(sorted, position)
  return compact({
    name: gateName(slo),
    text: slo.text,
    scenario: figures.scenario,
    route: figures.route,
    kind: 'times' as const,
    unit: slo.name === 'tps' ? ('tokens/s' as const) : ('ms' as const),
    limit: slo.limit,
    found: finite(quantile(sorted, position)),
    low: finite(interval?.low),
    high: finite(interval?.high),
    decision: context.fit ? decision : ('unfit' as const),
    streams: count,
    misses,
    needs: decision === 'undecided' ? streamsToPass(misses, percentile) : undefined,
    worst: decision === 'fail' && context.fit ? worstOf(table, values, below) : [],
  })
}

/** `ttft:p95`, the percentile without a trailing zero. */
export function gateName({ name, percentile = DEFAULT_PERCENTILE }: Slo): string {
  return `${name}:p${Number((percentile * 100).toPrecision(6))}`
}

function valuesOf(
  table: StreamTable,
  slo: Pick<ValueSlo, 'name' | 'direction'>,
  endedEarly: boolean,
): Values {
  const column = sloValues(table, slo.name)
  const missing = slo.direction === 'below' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  const of = (row: number): number => (Number.isNaN(column[row]!) ? missing : column[row]!)
  const rows = Array.from({ length: table.length }, (_, row) => row).filter((row) =>
    isCounted(table, row, endedEarly),
  )
  return { sorted: Float64Array.from(rows, of).toSorted(), rows, of }
}

/**
 * The value that an SLO speaks of, of every stream that counts, in order. A stream without the value stands at the bad end,
 * beyond any limit.
 */
export function sortedSloValues(
  table: StreamTable,
  slo: Pick<ValueSlo, 'name' | 'direction'>,
  endedEarly: boolean,
): SortedSamples {
  return withInfinities(valuesOf(table, slo, endedEarly).sorted)
}

function worstOf(table: StreamTable, { rows, of }: Values, below: boolean): readonly WorstStream[] {
  const worse = (a: number, b: number): number => (below ? of(b) - of(a) : of(a) - of(b))
  const byValue = (a: number, b: number): number => (of(a) === of(b) ? a - b : worse(a, b))
  return rows
    .toSorted(byValue)
    .slice(0, WORST_SHOWN)
    .map((row) => compact({ stream: table.ids[row]!, value: finite(of(row)) }))
}

/** Keeps the infinities of streams without a value, which `sortSamples` would leave out, in their place in the order. */
function withInfinities(sorted: Float64Array): SortedSamples {
  const far = Number.MAX_VALUE
  return sortSamples(sorted.map((value) => Math.max(-far, Math.min(far, value))))
}

/** A value that some stream has. */
export function finite(value: number | undefined): number | undefined {
  if (value === undefined || !(Math.abs(value) < 1e300)) return undefined
  return value
}
