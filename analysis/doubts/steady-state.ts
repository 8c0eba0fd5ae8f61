import { measured, percent, THIN } from '../render/numbers.ts'
import type { Doubt } from '../summary/doubt.ts'
import type { Group } from '../summary/group.ts'
import type { Trend } from '../summary/steady-state.ts'

const MS = `${THIN}ms`

/** The load was more than was served, or something rose while it was measured; said once for each scenario and route. */
export function steadyStateDoubts(groups: readonly Group[]): readonly Doubt[] {
  return groups.flatMap((group) => {
    if (group.steadyState?.result === 'unstable') return [unstable(group)]
    return group.steadyState?.result === 'rising' ? [rising(group)] : []
  })
}

function unstable({ scenario, route, steadyState }: Group): Doubt {
  const at = measured(steadyState?.startsPerSecond?.level ?? 0)
  return {
    code: 'unstable',
    finding: `${scenario} on ${route} is unstable at ${at} starts a second: ${rises(steadyState?.openStreams, 'open streams', '')} and ${rises(steadyState?.ttftMs, 'TTFT', MS)} while it was measured.`,
    cause:
      'Streams come faster than they are served, so they queue, and every wait grows with the length of the run: there is no percentile of TTFT or of end to end, only of this run so far.',
    nextStep:
      'Lower --rate until both stay level; the highest rate at which they do is the capacity.',
    unfit: false,
  }
}

function rising({ scenario, route, steadyState }: Group): Doubt {
  const { openStreams, ttftMs } = steadyState ?? {}
  const [trend, what, unit] =
    openStreams?.rising === true
      ? ([openStreams, 'open streams', ''] as const)
      : ([ttftMs, 'TTFT', MS] as const)
  return {
    code: 'not-steady',
    finding: `${scenario} on ${route} was not steady: ${rises(trend, what, unit)} while it was measured.`,
    cause:
      'The run was shorter than what it takes to warm up or to fill, or the target slowly gets worse; percentiles then depend on how long one measures.',
    nextStep: 'Measure for longer, with a longer --warmup, and look at the time line.',
    unfit: false,
  }
}

/** The share of its level by which it rose over the longest stretch of load, and the rise a second with its margin. */
function rises(trend: Trend | undefined, what: string, unit: string): string {
  if (trend === undefined) return `${what} rose`
  return `${what} rose by ${percent(trend.riseRatio)} (${measured(trend.perSecond)}${THIN}\u00b1${THIN}${measured(trend.marginPerSecond)}${unit} a second)`
}
