import type { Segment } from '../../core/schedule/segment.ts'
import type { RoutePlan, ScenarioPlan } from '../run/run-plan.ts'
import type { RequestPlan } from './request-plan.ts'
import { loadText, mostStreams } from './load-text.ts'

export interface RemotePlan {
  readonly origin: string
  readonly scenarios: readonly ScenarioPlan[]
  readonly routes: readonly RoutePlan[]
  readonly probe: boolean
  readonly segment?: Segment
  readonly request: Pick<RequestPlan, 'maxTokens' | 'limitable'>
}

/** What a target that is not this machine will be asked for, said before anything is sent. */
export function remoteNotice(plan: RemotePlan): string {
  const { scenarios, routes, request, segment } = plan
  const shared =
    segment === undefined || segment.of === 1
      ? ''
      : `, shared by ${segment.of} generators of which this is number ${segment.number}`
  const loads = scenarios.map((scenario) => `${scenario.name}: ${loadText(scenario)}`).join('; ')
  const each = routes.length === 1 ? '' : `, on each of ${routes.length} routes`
  const probes = plan.probe ? scenarios.length * routes.length : 0
  const most = scenarios
    .map(mostStreams)
    .reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0)
  const streams = most === undefined ? undefined : most * routes.length + probes
  const traced = request.limitable ? traceTokens(scenarios) : undefined
  const asked =
    traced === undefined
      ? tokens(streams, request)
      : `at most ${streams} streams and ${routes.length * (traced.all + (plan.probe ? traced.first : 0))} output tokens`
  return `plan for ${plan.origin}: ${loads}${each}${shared}; ${asked}.`
}

/** Output tokens that traces ask for, and those that the probes ask for; undefined where a scenario has none. */
function traceTokens(
  scenarios: readonly ScenarioPlan[],
): { readonly all: number; readonly first: number } | undefined {
  let [all, first] = [0, 0]
  for (const { trace } of scenarios) {
    if (trace === undefined) return undefined
    all += trace.outputTokens.reduce((sum, one) => sum + one, 0)
    first += trace.outputTokens[0] ?? 0
  }
  return { all, first }
}

function tokens(
  streams: number | undefined,
  { maxTokens, limitable }: RemotePlan['request'],
): string {
  if (maxTokens === undefined) {
    const count = streams === undefined ? 'any number of streams' : `at most ${streams} streams`
    const remedy = limitable ? ' (--max-tokens limits them)' : ''
    return `${count}, each with as many output tokens as the target likes${remedy}`
  }
  return streams === undefined
    ? `any number of streams with at most ${maxTokens} output tokens each`
    : `at most ${streams} streams and ${streams * maxTokens} output tokens, ${maxTokens} each`
}
