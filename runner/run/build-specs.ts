import { DIALECTS } from '../../core/dialect/dialects.ts'
import type { LoadSpec, RouteSpec } from '../../core/load-spec.ts'
import type { Slo, SloName } from '../../core/slo.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { RunPlan, ScenarioPlan } from './run-plan.ts'

/** Blocks of one route when several alternate: 5 to 10 s each. */
const BLOCK_MS = { least: 5_000, most: 10_000 } as const
/** Pause after a block where the length of a stream is not known beforehand. */
const SETTLE_URL_MS = 2_000
/** What the mock's streams may take beyond their plan before the next block begins. */
const SETTLE_MARGIN_MS = 500
/** Lanes of a closed loop begin spread over at most this long. */
const LONGEST_RAMP_MS = 5_000

/** What only the run itself knows: its id, the routes that can be measured, in order, and its canary's URL. */
export interface RunPlaces {
  readonly run: string
  readonly routes: readonly RouteSpec[]
  readonly canaryUrl?: string | undefined
}

/** What each scenario of the run receives. */
export function buildSpecs(plan: RunPlan, { run, routes, canaryUrl }: RunPlaces): LoadSpec[] {
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
    ...(canaryUrl !== undefined && { canaryUrl }),
    blockMs: blockMs(scenario),
    settleMs: settleMs(plan),
    ...(scenario.mock !== undefined && { mock: { ...mockOverrides(plan), ...scenario.mock } }),
  }))
}

function shared(plan: RunPlan) {
  const { target } = plan
  return {
    seed: plan.seed,
    target: target.kind === 'mock' ? 'mock' : target.origin,
    dialect: plan.dialect.name,
    ...(!shipped(plan.dialect.name) && { ownDialect: plan.dialect }),
    transport: plan.dialect.transport,
    probe: plan.probe,
    timeouts: plan.timeouts,
    drainMs: plan.drainMs,
    method: plan.method,
    headers: withoutMockHeader(plan),
    bodies: plan.bodies,
    http: plan.http,
    keepRaw: plan.keepRaw,
    gapMetric: false,
    sloLimits: tightest(plan.slos),
    sendMockKey: target.kind === 'mock',
    ...(target.kind === 'mock' && { mock: mockOverrides(plan) }),
    ...(target.kind === 'url' && !target.loopback && { stopAfterRefusals: 10 }),
  }
}

const shipped = (name: string): boolean => DIALECTS.some((dialect) => dialect.name === name)

const MOCK_HEADER = 'x-mock'

/** Against our mock the user's `x-mock` is merged with ours; any other target gets it as it is. */
const withoutMockHeader = ({ target, headers }: RunPlan): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => target.kind === 'url' || name.toLowerCase() !== MOCK_HEADER,
    ),
  )

/** What the mock is told with each request: the run's seed, unless the user's own header names one. */
function mockOverrides(plan: RunPlan): Record<string, unknown> {
  const header = Object.entries(plan.headers).find(([name]) => name.toLowerCase() === MOCK_HEADER)
  return { seed: plan.seed, ...(header && parseMockHeader(header[1])) }
}

function parseMockHeader(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new Failure(EXIT.usage, `--header: ${MOCK_HEADER} is not JSON, found ${text}`)
  }
}

/** Of several limits on one value the tightest decides whether a stream is good. */
function tightest(slos: readonly Slo[]): LoadSpec['sloLimits'] {
  const limits: Partial<Record<SloName, number>> = {}
  for (const { name, limit, direction } of slos) {
    const other = limits[name] ?? limit
    limits[name] = direction === 'below' ? Math.min(other, limit) : Math.max(other, limit)
  }
  return limits
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
