import { comparedName, FEWEST_PAIRS } from '../../core/compare-info.ts'
import { holm } from '../../core/stats/holm.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { samplesNeeded } from '../../core/stats/samples-needed.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { compact } from '../measure/compact.ts'
import { type Claim, claimOf } from './claim.ts'
import { completionEffect, proportion, ratioEffect, type RawEffect } from './effect.ts'
import type { BlockValue, MeasuredMetric } from './measured-metric.ts'
import type { Effect, MetricResult, Reason } from './result.ts'

/** How the run as a whole went. */
export interface Circumstances {
  /** The client was fit for figures of time. */
  readonly fit: boolean
  /** A signal or an abort ended the run. */
  readonly endedEarly: boolean
}

interface Judged {
  readonly measured: MeasuredMetric
  readonly effect: Effect | undefined
  readonly control: Effect | undefined
  readonly claim: Claim
  readonly controlClaim: Claim
}

/**
 * Judges all metrics of a comparison together: B against A, and by the same rule A2, which is A again, against A. Where the control
 * differs in any metric the machine or the target changes by itself, and nothing is concluded.
 */
export function judgeMetrics(
  metrics: readonly MeasuredMetric[],
  circumstances: Circumstances,
): readonly MetricResult[] {
  const effects = corrected(metrics.map((one) => effectOf(one, one.a, one.b)))
  const controls = corrected(metrics.map((one) => effectOf(one, one.a, one.control)))
  const judged = metrics.map((measured, i): Judged => {
    const [effect, control] = [effects[i], controls[i]]
    return {
      measured,
      effect,
      control,
      claim: claimed(measured, measured.b, control && effect),
      controlClaim: claimed(measured, measured.control, control),
    }
  })
  const controlHolds = !judged.some(({ controlClaim }) => differs(controlClaim))
  return judged.map((one) => resultOf(one, { ...circumstances, controlHolds }))
}

/** True where something else than the same, or nothing, is claimed. */
const differs = ({ verdict }: Claim): boolean => verdict === 'worse' || verdict === 'better'

function effectOf(
  { compared }: MeasuredMetric,
  from: readonly BlockValue[],
  to: readonly BlockValue[],
): RawEffect | undefined {
  return compared.name === 'completion' ? completionEffect(from, to) : ratioEffect(from, to)
}

function corrected(effects: readonly (RawEffect | undefined)[]): readonly (Effect | undefined)[] {
  const known = effects.flatMap((effect, at) => (effect === undefined ? [] : [{ effect, at }]))
  const adjusted = holm(known.map(({ effect }) => effect.pValue))
  const holmPValues = new Map(known.map(({ at }, i) => [at, adjusted[i]!]))
  return effects.map((effect, at) => effect && { ...effect, holmPValue: holmPValues.get(at)! })
}

/** What the figures allow to claim of the side `to` against A, if the run went well and the control holds. */
function claimed(
  measured: MeasuredMetric,
  to: readonly BlockValue[],
  effect: Effect | undefined,
): Claim {
  const { compared, a, ownErrorMs = 0 } = measured
  const needed = streamsNeeded(measured)
  const fewest = fewestStreams(measured)
  if (a.length < FEWEST_PAIRS) {
    return { verdict: 'inconclusive', reason: 'too-few-pairs', needs: { pairs: FEWEST_PAIRS } }
  }
  if (fewest < needed) {
    return {
      verdict: 'inconclusive',
      reason: 'too-few-streams',
      needs: { streamsPerBlock: needed },
    }
  }
  if (effect === undefined) return { verdict: 'inconclusive', reason: 'no-value' }
  const claim = claimOf(effect, compared, a.length)
  const small = compared.name !== 'tps' && Math.abs(typical(to)! - typical(a)!) < 2 * ownErrorMs
  return differs(claim) && small ? { verdict: 'inconclusive', reason: 'own-error' } : claim
}

function resultOf(
  { measured, effect, control, claim, controlClaim }: Judged,
  context: Circumstances & { readonly controlHolds: boolean },
): MetricResult {
  const { scenario, compared, a, b } = measured
  const counts = compared.name === 'completion'
  const kind = counts ? 'counts' : 'times'
  const overruled = overrule(kind, context)
  const final: Claim =
    overruled === undefined ? claim : { verdict: 'inconclusive', reason: overruled }
  return compact({
    scenario,
    metric: comparedName(compared),
    kind,
    unit: counts ? 'ratio' : compared.name === 'tps' ? 'tokens/s' : 'ms',
    delta: compared.delta,
    verdict: final.verdict,
    reason: final.reason,
    needs: final.needs,
    a: counts ? proportion(a)?.value : typical(a),
    b: counts ? proportion(b)?.value : typical(b),
    effect,
    control,
    controlVerdict: controlClaim.verdict,
    fewestStreams: fewestStreams(measured),
    blocks: a.map((block, i) =>
      compact({ a: block.value, b: b[i]?.value, control: measured.control[i]?.value }),
    ),
  } satisfies { [Name in keyof Required<MetricResult>]: MetricResult[Name] | undefined })
}

/** What makes figures worthless, whatever they say. Counts stay valid where the client was unfit. */
function overrule(
  kind: MetricResult['kind'],
  { fit, endedEarly, controlHolds }: Circumstances & { readonly controlHolds: boolean },
): Reason | undefined {
  if (!fit && kind === 'times') return 'unfit'
  if (endedEarly) return 'ended-early'
  return controlHolds ? undefined : 'control-differs'
}

/** Streams that a block needs for its percentile to exist; one for a ratio of counts. */
const streamsNeeded = ({ compared: { percentile } }: MeasuredMetric): number =>
  percentile === undefined ? 1 : samplesNeeded(percentile, 'bound')

const fewestStreams = ({ a, b, control }: MeasuredMetric): number =>
  Math.min(...[...a, ...b, ...control].map(({ streams }) => streams))

const typical = (blocks: readonly BlockValue[]): number | undefined =>
  quantile(sortSamples(blocks.map(({ value }) => value ?? Number.NaN)), 0.5)
