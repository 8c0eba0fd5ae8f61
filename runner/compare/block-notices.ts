import { type CompareInfo, comparedName } from '../../core/compare-info.ts'
import { samplesNeeded } from '../../core/stats/samples-needed.ts'
import type { RunPlan, ScenarioPlan } from '../run/run-plan.ts'

/** Before a minute is spent: which metrics a block will have too few streams for, as far as the schedule tells. */
export function blockNotices({ scenarios }: RunPlan, { pairs, metrics }: CompareInfo): string[] {
  return scenarios.flatMap((scenario) => {
    const streams = streamsPerBlock(scenario, pairs)
    const short = metrics.filter(({ percentile }) => streams < neededFor(percentile))
    if (short.length === 0) return []
    const needed = Math.max(...short.map(({ percentile }) => neededFor(percentile)))
    return [
      `a block of ${scenario.name} will hold about ${Math.floor(streams)} streams, and ${short.map(comparedName).join(', ')} will be inconclusive: ${needed} are needed (--streams ${needed * pairs * rarest(scenario)}).`,
    ]
  })
}

const neededFor = (percentile: number | undefined): number =>
  percentile === undefined ? 1 : samplesNeeded(percentile, 'bound')

/** Of the rarest kind of stream, since each kind is compared by itself; infinite where the schedule does not tell. */
function streamsPerBlock(scenario: ScenarioPlan, pairs: number): number {
  const {
    load,
    streams = Number.POSITIVE_INFINITY,
    durationMs = Number.POSITIVE_INFINITY,
  } = scenario
  const timed =
    load.kind === 'open' ? (load.ratePerSecond * durationMs) / 1000 : Number.POSITIVE_INFINITY
  return Math.min(streams, timed) / pairs / rarest(scenario)
}

/** Among so many streams there is one of the rarest kind. */
function rarest({ variants }: ScenarioPlan): number {
  const weights = variants.map(({ weight }) => weight)
  return Math.ceil(weights.reduce((sum, weight) => sum + weight, 0) / Math.min(...weights))
}
