import { comparedName, type ComparedMetric } from '../../core/compare-info.ts'
import { differenceInterval, type Estimate } from '../../core/stats/difference-interval.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { quantileInterval } from '../../core/stats/quantile-interval.ts'
import { compact } from '../measure/compact.ts'
import type { Measured } from '../measure/comparison.ts'
import type { Gate, GateDecision } from '../summary/verdict.ts'
import { finite, sortedSloValues } from '../verdict/gates.ts'

/** What a run makes of a metric of its baseline. */
export type BaselineVerdict = 'worse' | 'better' | 'same' | 'inconclusive' | 'unfit'

/** One metric of one scenario and route against the same of an earlier run. */
export interface BaselineFigure {
  readonly scenario: string
  readonly route: string
  /** `ttft:p95`. */
  readonly metric: string
  readonly unit: 'ms' | 'tokens/s' | 'ratio'
  readonly before?: number
  readonly now?: number
  /** Now over before, with its 95 % interval; for `completion` now minus before. */
  readonly change?: number
  readonly low?: number
  readonly high?: number
  readonly delta: number
  readonly verdict: BaselineVerdict
}

/** The same scenario and route in both runs, and whether their clients were fit to measure times. */
export interface BeforeAndNow {
  readonly before: Measured
  readonly now: Measured
  readonly fit: boolean
  readonly endedEarly: { readonly before: boolean; readonly now: boolean }
}

/**
 * A metric of two independent runs. Both are taken with their distribution-free interval (for `completion` Wilson's), and the
 * interval of the change follows by MOVER, of a ratio on the logarithms (core/stats/difference-interval.ts). It holds what
 * chance does within each run, not what differs from day to day: docs/gate.md.
 */
export function compareWithBaseline(pair: BeforeAndNow, metric: ComparedMetric): BaselineFigure {
  const { scenario, route } = pair.now.figures
  const [before, now] = [estimateOf(pair, 'before', metric), estimateOf(pair, 'now', metric)]
  const isRatio = metric.name === 'completion'
  const change = changeOf(before, now, isRatio)
  return compact({
    scenario,
    route,
    metric: comparedName(metric),
    unit: isRatio
      ? ('ratio' as const)
      : metric.name === 'tps'
        ? ('tokens/s' as const)
        : ('ms' as const),
    before: finite(before?.value),
    now: finite(now?.value),
    change: finite(change?.value),
    low: finite(change?.low),
    high: finite(change?.high),
    delta: metric.delta,
    verdict: !pair.fit && !isRatio ? ('unfit' as const) : verdictOf(change, metric),
  })
}

/** Durations are known to the microsecond; below that a ratio would be one of rounding. */
const LEAST = 0.001

type Bounded = Partial<Omit<Estimate, 'value'>> & Pick<Estimate, 'value'>

/** The metric in one run; without an interval where there are too few streams for one, undefined where there is no value. */
function estimateOf(
  pair: BeforeAndNow,
  side: 'before' | 'now',
  { name, percentile = 0.5 }: ComparedMetric,
): Bounded | undefined {
  const { figures, tally } = pair[side]
  if (name === 'completion') {
    const { completionRatio: value, completionLowRatio: low, completionHighRatio: high } = figures
    return value === undefined ? undefined : compact({ value, low, high })
  }
  const direction = name === 'tps' ? 'above' : 'below'
  const sorted = sortedSloValues(tally.table, { name, direction }, pair.endedEarly[side])
  const position = direction === 'below' ? percentile : 1 - percentile
  const value = quantile(sorted, position)
  const interval = quantileInterval(sorted, position)
  return value === undefined
    ? undefined
    : compact({ value, low: interval?.low, high: interval?.high })
}

function changeOf(
  before: Bounded | undefined,
  now: Bounded | undefined,
  isRatio: boolean,
): Bounded | undefined {
  if (before === undefined || now === undefined) return undefined
  const [into, back] = isRatio ? [same, same] : [logarithm, Math.exp]
  const interval =
    isWhole(before) && isWhole(now)
      ? differenceInterval(scaled(before, into), scaled(now, into))
      : undefined
  return compact({
    value: back(into(now.value) - into(before.value)),
    low: interval && back(interval.low),
    high: interval && back(interval.high),
  })
}

const same = (value: number): number => value
const logarithm = (value: number): number => Math.log(Math.max(LEAST, value))

const isWhole = (estimate: Bounded): estimate is Estimate =>
  estimate.low !== undefined && estimate.high !== undefined

const scaled = ({ value, low, high }: Estimate, by: (value: number) => number): Estimate => ({
  value: by(value),
  low: by(low),
  high: by(high),
})

const moreIsBetter = (metric: string): boolean => /^(?:tps|completion)/u.test(metric)

/** The margin: 1/(1 + delta) .. 1 + delta of a ratio, -delta .. delta of a difference; here on a scale where it is even. */
function onScale({ name, delta }: Pick<ComparedMetric, 'name' | 'delta'>) {
  return name === 'completion'
    ? { of: same, margin: delta }
    : { of: logarithm, margin: Math.log1p(delta) }
}

/** Same: the interval lies within the margin. Worse, better: wholly beyond it. Else inconclusive. */
function verdictOf(change: Bounded | undefined, metric: ComparedMetric): BaselineVerdict {
  if (change === undefined || !isWhole(change)) return 'inconclusive'
  const { low, high } = change
  const { of, margin } = onScale(metric)
  if (of(low) >= -margin && of(high) <= margin) return 'same'
  const above = of(low) > margin
  if (!above && of(high) >= -margin) return 'inconclusive'
  return above === moreIsBetter(metric.name) ? 'better' : 'worse'
}

/** A metric of a baseline as a gate: not worse by more than its margin. */
export function baselineGate(figure: BaselineFigure, streams: number): Gate {
  const { metric, unit, delta, change, low, high } = figure
  const isRatio = unit === 'ratio'
  const upwards = moreIsBetter(metric)
  const limit = isRatio ? -delta : upwards ? 1 / (1 + delta) : 1 + delta
  return compact({
    name: `${metric} ${isRatio ? 'less' : 'over'} its baseline`,
    text: `${metric}${upwards ? '>=' : '<='}${limit}`,
    scenario: figure.scenario,
    route: figure.route,
    kind: isRatio ? ('counts' as const) : ('times' as const),
    unit: isRatio ? ('ratio' as const) : ('times' as const),
    limit,
    found: change,
    low,
    high,
    decision: decisionOf(figure, limit, upwards),
    streams,
    misses: 0,
    worst: [],
  })
}

function decisionOf(
  { verdict, low, high }: BaselineFigure,
  limit: number,
  upwards: boolean,
): GateDecision {
  if (verdict === 'unfit') return 'unfit'
  if (verdict === 'worse') return 'fail'
  if (verdict !== 'inconclusive') return 'pass'
  // Whether it is better or the same is open, but it is not worse.
  const worst = upwards ? low : high
  if (worst === undefined) return 'undecided'
  return (upwards ? worst >= limit : worst <= limit) ? 'pass' : 'undecided'
}
