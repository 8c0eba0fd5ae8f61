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
  return `plan for ${plan.origin}: ${loads}${each}${shared}; ${tokens(
    most === undefined ? undefined : most * routes.length + probes,
    request,
  )}.`
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
