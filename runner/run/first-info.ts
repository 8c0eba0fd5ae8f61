import type { Expectation, RouteInfo, RunInfo } from '../../core/run-info.ts'
import { machineFacts } from './machine.ts'
import type { Ready } from './ready.ts'
import type { RoutePlan, RunPlan } from './run-plan.ts'
import { ownVersion } from './versions.ts'

/** `run.json` as it stands before the load. */
export function firstInfo({ plan, folder, ways, k6, nginx }: Ready): RunInfo {
  return {
    v: 1,
    run: folder.run,
    scenarios: plan.scenarios.map((scenario) => scenario.name),
    target: plan.target.kind === 'mock' ? 'mock' : plan.target.origin,
    dialect: plan.dialect.name,
    routes: [...ways.routes.map(routeInfo), ...ways.skipped],
    seed: plan.seed,
    startedAt: new Date().toISOString(),
    commandLine: plan.commandLine,
    config: plan.config,
    slos: plan.slos,
    ...(plan.completionFloor !== undefined && { completionFloor: plan.completionFloor }),
    ...expected(plan),
    ...(plan.compare !== undefined && { compare: plan.compare }),
    versions: {
      streamgauge: ownVersion(),
      k6: k6.version,
      node: process.version,
      ...(nginx !== undefined && { nginx: nginx.version }),
    },
    machine: machineFacts(),
    doubts: ways.doubts,
  }
}

const routeInfo = ({ name, shows, nginx }: RoutePlan): RouteInfo => ({
  name,
  shows,
  ...(nginx === undefined && name !== 'direct' && { direct: true }),
})

/** A scenario that provokes faults says how its streams are to end. */
function expected({ scenarios }: RunPlan): Pick<RunInfo, 'expectations'> {
  const expectations = scenarios.flatMap(({ name: scenario, variants, expects = {} }) => [
    ...variants.flatMap(({ name, expects: outcomes }): Expectation[] =>
      outcomes === undefined
        ? []
        : [{ scenario, outcomes, ...(name !== undefined && { variant: name }) }],
    ),
    ...Object.entries(expects).map(([variant, outcomes]) => ({ scenario, variant, outcomes })),
  ])
  return expectations.length === 0 ? {} : { expectations }
}
