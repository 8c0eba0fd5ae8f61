import type { RunPlan } from '../run/run-plan.ts'
import { arrivalsText } from './arrivals.ts'
import { durationText } from './duration.ts'
import type { Values } from './options.ts'
import type { RequestPlan } from './request-plan.ts'

/** Every option with its value, given or default, by the name that it has in the file; nothing secret. For run.json. */
export function configRecord(
  plan: Omit<RunPlan, 'config'>,
  values: Values,
  request: RequestPlan,
  secretNames: readonly string[],
): Readonly<Record<string, unknown>> {
  const optional: Record<string, unknown> = {
    model: request.model,
    'max-tokens': request.maxTokens,
    prompts: values.prompts,
    'prompt-tokens': values['prompt-tokens'],
    trace: values.trace,
    speed: values.speed,
    body: values.body,
    cacert: values.cacert,
    'api-key-env': values['api-key-env'],
    set: values.set?.map(({ name, value }) => `${name}=${value}`),
    segment: plan.segment && `${plan.segment.number}/${plan.segment.of}`,
    out: plan.out,
    prometheus: plan.prometheus?.url,
    config: values.config,
  }
  const mock = plan.target.kind === 'mock' && mockRecord(plan.mock)
  return {
    scenarios: plan.scenarios.map((scenario) => scenarioRecord(scenario)),
    target: values.target?.kind === 'url' ? values.target.base : 'mock',
    route: plan.routes.map(({ name }) => name),
    dialect: plan.dialect.name,
    method: plan.method,
    path: plan.path,
    header: {
      ...plan.headers,
      ...Object.fromEntries(secretNames.map((name) => [name, '***'])),
    },
    http: plan.http,
    insecure: plan.insecure,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ...mock,
    seed: plan.seed,
    probe: plan.probe,
    canary: plan.canary,
    'timeout-first': durationText(plan.timeouts.firstMs),
    'timeout-stall': durationText(plan.timeouts.stallMs),
    'timeout-total': durationText(plan.timeouts.totalMs),
    drain: durationText(plan.drainMs),
    slo: values.slo?.includes('none') === true ? ['none'] : plan.slos.map(({ text }) => text),
    'keep-raw': plan.keepRaw,
  }
}

/** A scenario's load by the names of its options. */
export function scenarioRecord(
  scenario: RunPlan['scenarios'][number],
): Readonly<Record<string, unknown>> {
  const { load } = scenario
  if (scenario.script !== undefined) return { scenario: scenario.name }
  return {
    scenario: scenario.name,
    ...(load.kind === 'open'
      ? {
          ...(scenario.trace === undefined && {
            rate: `${load.ratePerSecond}/s`,
            arrivals: arrivalsText(load.arrivals),
          }),
          ...(load.maxInFlight !== undefined && { 'max-in-flight': load.maxInFlight }),
        }
      : { concurrency: load.concurrency }),
    ...(scenario.durationMs !== undefined && { duration: durationText(scenario.durationMs) }),
    ...(scenario.streams !== undefined && { streams: scenario.streams }),
    warmup: durationText(scenario.warmupMs),
    ...(Object.keys(scenario.knobs).length > 0 && { set: scenario.knobs }),
    ...(scenario.workload !== undefined && { workload: scenario.workload }),
    ...(scenario.variants.length > 1 && {
      variants: scenario.variants.map(({ name, shows }) => `${name}: ${shows}`),
    }),
  }
}

/** With a profile only what was given besides it, so that the record says the same when it is read as a file. */
function mockRecord({ ttftMs, gapMs, tokens, profile }: RunPlan['mock']): Record<string, unknown> {
  const all = { ttft: durationText(ttftMs), gap: durationText(gapMs), tokens }
  if (profile === undefined) return all
  const given = profile.given.map((name) => [name, all[name]] as const)
  return { profile: profile.name, ...Object.fromEntries(given) }
}
