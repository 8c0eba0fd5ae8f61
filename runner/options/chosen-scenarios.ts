import { baseline } from '../../core/scenario/baseline.ts'
import type { Scenario } from '../../core/scenario/scenario.ts'
import { SCENARIOS } from '../../core/scenario/scenarios.ts'
import type { Values } from './options.ts'

/** The scenarios that the user named; else the first of the list, or the plainest where a trace makes the load. */
export const chosenScenarios = ({
  scenario,
  trace,
}: Pick<Values, 'scenario' | 'trace'>): readonly Scenario[] =>
  scenario ?? (trace === undefined ? SCENARIOS.slice(0, 1) : [baseline])
