import { DIALECTS } from '../../core/dialect/dialects.ts'
import type { LoadSpec, RouteSpec, VariantSpec } from '../../core/load-spec.ts'
import type { Slo, SloName } from '../../core/slo.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { RunPlan, ScenarioPlan, VariantPlan } from './run-plan.ts'

/** Blocks of one route when several alternate: 5 to 10 s each. */
const BLOCK_MS = { least: 5_000, most: 10_000 } as const
/** Pause after a block where the length of a stream is not known beforehand. */
const SETTLE_URL_MS = 2_000
/** What the mock's streams may take beyond their plan before the next block begins. */
const SETTLE_MARGIN_MS = 500
/** Lanes of a closed loop begin spread over at most this long. */
const LONGEST_RAMP_MS = 5_000

/** What only the run itself knows: its id, the routes that can be measured, in order, its canary's and its stage's URL. */
export interface RunPlaces {
  readonly run: string
  readonly routes: readonly RouteSpec[]
  readonly canaryUrl?: string | undefined
  readonly stageUrl?: string | undefined
}

/** What each scenario of the run receives. */
export function buildSpecs(plan: RunPlan, places: RunPlaces): LoadSpec[] {
  const { run, routes, canaryUrl, stageUrl } = places
  return plan.scenarios.map((scenario) => ({
    ...shared(plan),
    run,
    scenario: scenario.name,
    routes: routes.filter(({ name }) => takes(plan, scenario, name)),
    variants: scenario.variants.map((variant) => variantSpec(plan, scenario, variant)),
    knobs: scenario.knobs,
    load:
      scenario.load.kind === 'closed'
        ? { ...scenario.load, rampMs: rampMs(plan, scenario) }
        : scenario.load,
    ...(scenario.durationMs !== undefined && { durationMs: scenario.durationMs }),
    ...(scenario.streams !== undefined && { streams: scenario.streams }),
    ...(scenario.trace !== undefined && { trace: scenario.trace }),
    warmupMs: scenario.warmupMs,
    ...(canaryUrl !== undefined && { canaryUrl }),
    ...(stageUrl !== undefined && { stageUrl }),
    blockMs: blockMs(scenario),
    ...(plan.compare !== undefined && { rounds: plan.compare.pairs, needsAllRoutes: true }),
    settleMs: settleMs(plan, scenario),
  }))
}

/** A route that the user named is taken by every scenario. */
const takes = (plan: RunPlan, { routes }: ScenarioPlan, name: string): boolean =>
  routes === undefined ||
  routes.includes(name) ||
  plan.routes.some((one) => one.name === name && one.asked)

function shared(plan: RunPlan) {
  const { target } = plan
  return {
    seed: plan.seed,
    ...(plan.segment !== undefined && { segment: plan.segment }),
    target: target.kind === 'mock' ? 'mock' : target.origin,
    probe: plan.probe,
    timeouts: plan.timeouts,
    drainMs: plan.drainMs,
    http: plan.http,
    keepRaw: plan.keepRaw,
    gapMetric: false,
    sloLimits: tightest(plan.slos),
    sendMockKey: target.kind === 'mock',
    ...(target.kind === 'url' && !target.loopback && { stopAfterRefusals: 10 }),
  }
}

function variantSpec(
  plan: RunPlan,
  { mock }: ScenarioPlan,
  { dialect, headers, ...variant }: VariantPlan,
): VariantSpec {
  return {
    ...variant,
    dialect: dialect.name,
    ...(!shipped(dialect.name) && { ownDialect: dialect }),
    transport: dialect.transport,
    headers: plan.target.kind === 'mock' ? withoutMockHeader(headers) : headers,
    ...(plan.target.kind === 'mock' && {
      mock: { seed: plan.seed, ...mock, ...userMock(plan), ...variant.mock },
    }),
  }
}

const shipped = (name: string): boolean => DIALECTS.some((dialect) => dialect.name === name)

const MOCK_HEADER = 'x-mock'

const isMockHeader = (name: string): boolean => name.toLowerCase() === MOCK_HEADER

/** Against our mock the user's `x-mock` is merged with ours; any other target gets it as it is. */
const withoutMockHeader = (headers: VariantPlan['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isMockHeader(name)))

/** What the user himself tells our mock by a header. */
function userMock({ headers }: RunPlan): Record<string, unknown> {
  const header = Object.entries(headers).find(([name]) => isMockHeader(name))
  return header === undefined ? {} : parseMockHeader(header[1])
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

/** How long the longest kind of a scenario's streams takes at the mock. */
function streamMs({ mock, other }: RunPlan, scenario: ScenarioPlan): number {
  const lengths = [mock, ...(other === undefined ? [] : [other.mock])].flatMap((served) =>
    scenario.variants.map((variant) => {
      const { ttftMs, gapMs, tokens } = { ...served, ...scenario.mock, ...variant.mock } as Length
      return ttftMs + gapMs * (longestAnswer(scenario, variant) ?? tokens)
    }),
  )
  return Math.max(...lengths)
}

/** In tokens, where answers are asked for by their lengths. */
function longestAnswer({ trace }: ScenarioPlan, { lengths }: VariantPlan): number | undefined {
  if (trace !== undefined) return trace.outputTokens.reduce((most, one) => Math.max(most, one), 0)
  const output = lengths?.output
  return typeof output === 'object' ? output.values.at(-1) : output
}

type Length = Readonly<Record<'ttftMs' | 'gapMs' | 'tokens', number>>

const settleMs = (plan: RunPlan, scenario: ScenarioPlan): number =>
  plan.target.kind === 'mock' ? streamMs(plan, scenario) + SETTLE_MARGIN_MS : SETTLE_URL_MS

/** About one stream's length, so that lanes end one after the other; short where little is asked. */
function rampMs(plan: RunPlan, scenario: ScenarioPlan): number {
  const wish = plan.target.kind === 'mock' ? streamMs(plan, scenario) : SETTLE_URL_MS
  return Math.min(LONGEST_RAMP_MS, wish, (scenario.durationMs ?? LONGEST_RAMP_MS * 4) / 4)
}
