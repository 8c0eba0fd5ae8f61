import type { ScenarioPlan } from '../run/run-plan.ts'
import type { Values } from './options.ts'
import { REMOTE_QUICK, type ScenarioDefaults } from './scenario-defaults.ts'

/** The load of one scenario: what the user gave, over the scenario's own defaults. */
export function scenarioPlan(
  scenario: ScenarioDefaults,
  values: Values,
  remote: boolean,
): ScenarioPlan {
  const gentle = remote && scenario.name === 'quick' ? REMOTE_QUICK : undefined
  const gentleStreams = values.duration === undefined ? gentle?.streams : undefined
  const streams = values.streams ?? gentleStreams
  const durationMs = values.duration ?? (streams === undefined ? scenario.durationMs : undefined)
  return {
    name: scenario.name,
    load: loadOf(values, gentle?.ratePerSecond ?? scenario.ratePerSecond),
    ...(durationMs !== undefined && { durationMs }),
    ...(streams !== undefined && { streams }),
    warmupMs: values.warmup ?? defaultWarmupMs(scenario, values),
  }
}

/** A counted run is meant to be just those streams; a URL's load may cost somebody something. */
const defaultWarmupMs = (scenario: ScenarioDefaults, values: Values): number =>
  values.streams !== undefined || values.target?.kind === 'url' ? 0 : scenario.warmupMs

function loadOf(values: Values, defaultRate: number): ScenarioPlan['load'] {
  const { concurrency, 'max-in-flight': maxInFlight } = values
  if (concurrency !== undefined) return { kind: 'closed', concurrency }
  return {
    kind: 'open',
    ratePerSecond: values.rate ?? defaultRate,
    arrivals: values.arrivals ?? { kind: 'constant' },
    ...(maxInFlight !== undefined && { maxInFlight }),
  }
}
