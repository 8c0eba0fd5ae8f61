import type { RoutePlan, ScenarioPlan } from '../run/run-plan.ts'
import { loadText, mostStreams } from './load-text.ts'

export interface RemotePlan {
  readonly origin: string
  readonly scenarios: readonly ScenarioPlan[]
  readonly routes: readonly RoutePlan[]
  readonly probe: boolean
  readonly maxTokens?: number | undefined
}

/** What a target that is not this machine will be asked for, said before anything is sent. */
export function remoteNotice(plan: RemotePlan): string {
  const { scenarios, routes, maxTokens } = plan
  const loads = scenarios.map((scenario) => `${scenario.name}: ${loadText(scenario)}`).join('; ')
  const each = routes.length === 1 ? '' : `, on each of ${routes.length} routes`
  const probes = plan.probe ? scenarios.length * routes.length : 0
  const most = scenarios
    .map(mostStreams)
    .reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0)
  return `plan for ${plan.origin}: ${loads}${each}; ${tokens(
    most === undefined ? undefined : most * routes.length + probes,
    maxTokens,
  )}.`
}

function tokens(streams: number | undefined, maxTokens: number | undefined): string {
  if (maxTokens === undefined) {
    const count = streams === undefined ? 'any number of streams' : `at most ${streams} streams`
    return `${count}, each with as many output tokens as the target likes (--max-tokens limits them)`
  }
  return streams === undefined
    ? `any number of streams with at most ${maxTokens} output tokens each`
    : `at most ${streams} streams and ${streams * maxTokens} output tokens, ${maxTokens} each`
}
