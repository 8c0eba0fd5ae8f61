import { partsOf } from '../read/section-of.ts'
import { gateName } from '../verdict/gates.ts'
import {
  COMPLETION_FLOOR,
  type CountRule,
  type Limits,
  type Policy,
  type Rules,
  type Scope,
} from './policy.ts'
import type { Slo } from '../../core/slo.ts'

/** A scenario (or one kind of its streams) over one route. */
export interface Place {
  readonly scenario: string
  readonly route: string
}

/** The rules of one place: those of the policy, each replaced by the last scope that fits and has one of its name. */
export function rulesFor(policy: Policy, place: Place): Rules {
  return [policy, ...policy.scopes.filter((scope) => fits(scope, place))].reduce<Rules>(override, {
    counts: [],
    limits: [],
    completion: COMPLETION_FLOOR,
    advisory: { counts: [], limits: [] },
  })
}

/** The rules that speak of this scenario by its name: all that streams take which are meant to break. */
export function namedRulesFor(policy: Policy, place: Place): Rules {
  const scopes = policy.scopes.filter((scope) => scope.scenario !== undefined)
  return rulesFor(
    { ...policy, counts: [], limits: [], completion: 'none', advisory: NOTHING, scopes },
    place,
  )
}

const NOTHING: Limits = { counts: [], limits: [] }

/** Whether a scope speaks of a place. */
export function fits({ scenario, route }: Scope, place: Place): boolean {
  const ofScenario =
    scenario === undefined ||
    scenario === place.scenario ||
    scenario === partsOf(place.scenario).scenario
  return ofScenario && (route === undefined || route === place.route)
}

function override(general: Rules, special: Rules): Rules {
  const samples = special.samples ?? general.samples
  // A limit on completion stands in for the floor, and the floor for a limit.
  const limitsIt = special.limits.some(({ name }) => name === 'completion')
  const completion = limitsIt ? 'none' : (special.completion ?? general.completion)
  const limits =
    special.completion === undefined
      ? general.limits
      : general.limits.filter(({ name }) => name !== 'completion')
  return {
    ...overrideLimits({ ...general, limits }, special),
    ...(samples !== undefined && { samples }),
    ...(completion !== undefined && { completion }),
    advisory: overrideLimits(general.advisory, special.advisory),
  }
}

const overrideLimits = (general: Limits, special: Limits): Limits => ({
  counts: byName(general.counts, special.counts, ({ name }: CountRule) => name),
  limits: byName(general.limits, special.limits, (slo: Slo) => gateName(slo)),
})

/** In the order of the general ones; what only the special ones name comes after. */
function byName<T>(general: readonly T[], special: readonly T[], nameOf: (rule: T) => string): T[] {
  const rules = new Map<string, T[]>()
  for (const [name, same] of Map.groupBy(general, nameOf)) rules.set(name, same)
  for (const [name, same] of Map.groupBy(special, nameOf)) rules.set(name, same)
  return [...rules.values()].flat()
}
