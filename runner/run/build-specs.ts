import type { LoadSpec, RouteSpec } from '../../core/load-spec.ts'
import type { RunPlan, ScenarioPlan } from './run-plan.ts'

/** Blocks of one route when several alternate: 5 to 10 s each. */
const BLOCK_MS = { least: 5_000, most: 10_000 } as const
/** Pause after a block where the length of a stream is not known beforehand. */
const SETTLE_URL_MS = 2_000
/** What the mock's streams may take beyond their plan before the next block begins. */
const SETTLE_MARGIN_MS = 500
/** Lanes of a closed loop begin spread over at most this long. */
const LONGEST_RAMP_MS = 5_000

/** What each scenario of the run receives. `routes` are the routes that can be measured, in order. */
export function buildSpecs(plan: RunPlan, run: string, routes: readonly RouteSpec[]): LoadSpec[] {
  return plan.scenarios.map((scenario) => ({
    ...shared(plan),
    run,
    scenario: scenario.name,
    routes,
    load:
      scenario.load.kind === 'closed'
        ? { ...scenario.load, rampMs: rampMs(plan, scenario) }
        : scenario.load,
    ...(scenario.durationMs !== undefined && { durationMs: scenario.durationMs }),
    ...(scenario.streams !== undefined && { streams: scenario.streams }),
    warmupMs: scenario.warmupMs,
    blockMs: blockMs(scenario),
    settleMs: settleMs(plan),
  }))
}

function shared(plan: RunPlan) {
  const { target } = plan
  return {
    seed: plan.seed,
    target: target.kind === 'mock' ? 'mock' : target.origin,
    dialect: plan.dialect.name,
    transport: plan.dialect.transport,
    probe: plan.probe,
    timeouts: plan.timeouts,
    drainMs: plan.drainMs,
    method: plan.method,
    headers: plan.headers,
    bodies: plan.bodies,
    http: plan.http,
    keepRaw: plan.keepRaw,
    gapMetric: false,
    sloLimits: Object.fromEntries(plan.slos.map((slo) => [slo.name, slo.limit])),
    sendMockKey: target.kind === 'mock',
    ...(target.kind === 'mock' && { mock: { seed: plan.seed } }),
    ...(target.kind === 'url' && !target.loopback && { stopAfterRefusals: 10 }),
  }
}

function blockMs(scenario: ScenarioPlan): number {
  const quarter = (scenario.durationMs ?? 0) / 4
  return Math.min(BLOCK_MS.most, Math.max(BLOCK_MS.least, quarter))
}

/** How long one stream of the mock takes. */
const streamMs = (mock: RunPlan['mock']): number => mock.ttftMs + mock.gapMs * mock.tokens

const settleMs = (plan: RunPlan): number =>
  plan.target.kind === 'mock' ? streamMs(plan.mock) + SETTLE_MARGIN_MS : SETTLE_URL_MS

/** About one stream's length, so that lanes end one after the other; short where little is asked. */
function rampMs(plan: RunPlan, scenario: ScenarioPlan): number {
  const wish = plan.target.kind === 'mock' ? streamMs(plan.mock) : SETTLE_URL_MS
  return Math.min(LONGEST_RAMP_MS, wish, (scenario.durationMs ?? LONGEST_RAMP_MS * 4) / 4)
}
