import type { Finding } from '../../core/finding.ts'
import type { Measured } from '../measure/comparison.ts'
import type { Gate } from '../summary/verdict.ts'
import {
  completionGate,
  expectationGate,
  expectationOf,
  type GateContext,
  percentileGate,
} from '../verdict/gates.ts'
import { countGate } from './count-gate.ts'
import type { Limits, Policy, Rules } from './policy.ts'
import { namedRulesFor, rulesFor } from './rules-for.ts'

/** What gates of a policy are judged by besides the figures of a group. */
export interface PolicyContext extends GateContext {
  readonly findings: readonly Finding[]
}

/** The gates of one scenario and route, and what is only advice. */
export interface PlaceGates {
  readonly gates: readonly Gate[]
  readonly advice: readonly Gate[]
}

/**
 * The gates of a policy for one group. Streams that are meant to break are held to how they are to end, and to what a scope
 * says of their scenario by its name.
 */
export function placeGates(measured: Measured, policy: Policy, context: PolicyContext): PlaceGates {
  const { figures } = measured
  const expectation = expectationOf(context.run, figures.scenario)
  const rules =
    expectation === undefined ? rulesFor(policy, figures) : namedRulesFor(policy, figures)
  return {
    gates: [
      ...(expectation === undefined ? [] : [expectationGate(measured, expectation, context)]),
      ...samplesGates(measured, rules),
      ...floorGates(measured, rules, context),
      ...limitGates(measured, rules, context),
    ],
    advice: limitGates(measured, rules.advisory, context),
  }
}

/** Too few streams decide nothing, whatever they show. */
function samplesGates({ figures }: Measured, { samples }: Rules): readonly Gate[] {
  if (samples === undefined) return []
  const found = figures.countedStreams
  return [
    {
      name: 'samples',
      text: `samples>=${samples}`,
      scenario: figures.scenario,
      route: figures.route,
      kind: 'counts',
      unit: 'streams',
      limit: samples,
      found,
      decision: found >= samples ? 'pass' : 'undecided',
      streams: found,
      misses: 0,
      needs: samples,
      worst: [],
    },
  ]
}

function floorGates(
  measured: Measured,
  { completion }: Rules,
  context: PolicyContext,
): readonly Gate[] {
  if (completion === undefined || completion === 'none') return []
  const floor = { text: `completion>=${completion}`, limit: completion, floor: true }
  return [completionGate(measured, floor, context)]
}

function limitGates(
  measured: Measured,
  { counts, limits }: Limits,
  context: PolicyContext,
): readonly Gate[] {
  return [
    ...counts
      .map((rule) => countGate(measured, rule, context))
      .filter((gate) => gate !== undefined),
    ...limits.map((slo) =>
      slo.name === 'completion'
        ? completionGate(measured, { text: slo.text, limit: slo.limit, floor: false }, context)
        : percentileGate(measured, { ...slo, name: slo.name }, context),
    ),
  ]
}
