import { DIALECTS } from '../../core/dialect/dialects.ts'
import type { Dialect } from '../../core/dialect/dialect.ts'
import { knobValues } from '../../core/scenario/knob-values.ts'
import type { Scenario, ScenarioParts, Variant } from '../../core/scenario/scenario.ts'
import type { ScenarioPlan, VariantPlan } from '../run/run-plan.ts'
import { buildBodies } from './build-bodies.ts'
import { dialectHeaders } from './dialect-headers.ts'
import { dialectPath } from './dialect-path.ts'
import type { Values } from './options.ts'
import { REMOTE_QUICK } from './remote-quick.ts'
import { hasBody, type RequestPlan } from './request-plan.ts'

/** What a scenario's streams are made of besides itself. */
export interface PlanParts {
  readonly values: Values
  readonly remote: boolean
  readonly dialect: Dialect
  readonly path: string
  readonly request: RequestPlan
  /** Of the run's dialect, with the user's. */
  readonly headers: Readonly<Record<string, string>>
}

/** The load of one scenario: what the user gave, over the scenario's own defaults. */
export function scenarioPlan(scenario: Scenario, parts: PlanParts): ScenarioPlan {
  const { values } = parts
  const set = new Map((values.set ?? []).map(({ name, value }) => [name, value]))
  const knobs = knobValues(scenario.knobs, set)
  const own = gently(scenario.parts(knobs), parts.remote && scenario.name === 'quick')
  const serve = values.profile === undefined ? notGiven(own.serve, values) : undefined
  const routes = values.target?.kind === 'url' ? undefined : scenario.routes
  return {
    name: scenario.name,
    knobs,
    load: loadOf(values, own),
    ...boundsOf(values, own),
    warmupMs: values.warmup ?? defaultWarmupMs(scenario, values),
    ...(routes !== undefined && { routes }),
    ...(own.expects !== undefined && { expects: own.expects }),
    variants: (own.variants ?? [undefined]).map((variant) => variantPlan(variant, parts)),
    ...(serve !== undefined && { mock: serve }),
  }
}

/** The scenario's own bounds hold only where the user gives none. */
function boundsOf(
  { streams, duration }: Values,
  own: ScenarioParts,
): Pick<ScenarioPlan, 'streams' | 'durationMs'> {
  if (streams === undefined && duration === undefined) {
    return {
      ...(own.durationMs !== undefined && { durationMs: own.durationMs }),
      ...(own.streams !== undefined && { streams: own.streams }),
    }
  }
  return {
    ...(duration !== undefined && { durationMs: duration }),
    ...(streams !== undefined && { streams }),
  }
}

/** Few streams where somebody else serves them, and somebody may pay for them. */
function gently(own: ScenarioParts, remoteQuick: boolean): ScenarioParts {
  if (!remoteQuick) return own
  const { durationMs: _, ...rest } = own
  return { ...rest, streams: REMOTE_QUICK.streams, ratePerSecond: REMOTE_QUICK.ratePerSecond }
}

/** A counted run is meant to be just those streams; a URL's load may cost somebody something. */
const defaultWarmupMs = (scenario: Scenario, values: Values): number =>
  values.streams !== undefined || values.target?.kind === 'url' ? 0 : scenario.warmupMs

function loadOf(values: Values, own: ScenarioParts): ScenarioPlan['load'] {
  const { concurrency, 'max-in-flight': maxInFlight } = values
  const lanes = concurrency ?? (values.rate === undefined ? own.concurrency : undefined)
  if (lanes !== undefined) return { kind: 'closed', concurrency: lanes }
  return {
    kind: 'open',
    ratePerSecond: values.rate ?? own.ratePerSecond ?? 1,
    arrivals: values.arrivals ?? own.arrivals ?? { kind: 'constant' },
    ...(maxInFlight !== undefined && { maxInFlight }),
  }
}

const OPTION_OF = { ttftMs: 'ttft', gapMs: 'gap', tokens: 'tokens' } as const

/** What the scenario wants served, less what the user said himself. */
function notGiven(serve: ScenarioParts['serve'], values: Values): ScenarioParts['serve'] {
  if (serve === undefined) return undefined
  return Object.fromEntries(
    Object.entries(serve).filter(
      ([name]) => values[OPTION_OF[name as keyof typeof OPTION_OF]] === undefined,
    ),
  )
}

function variantPlan(variant: Variant | undefined, parts: PlanParts): VariantPlan {
  const dialect = DIALECTS.find(({ name }) => name === variant?.dialect) ?? parts.dialect
  const same = dialect === parts.dialect
  const { request } = parts
  return {
    ...variant,
    weight: variant?.weight ?? 1,
    dialect,
    method: same ? request.method : dialect.request.method,
    path: variant?.path ?? (same ? parts.path : dialectPath(dialect, request.model)),
    headers: { ...(same ? parts.headers : otherHeaders(dialect, parts)), ...variant?.headers },
    bodies: same ? request.bodies : otherBodies(dialect, request),
  }
}

/** The user's own headers besides those that another dialect needs. */
const otherHeaders = (dialect: Dialect, { headers, dialect: own }: PlanParts) => {
  const defaults = dialectHeaders(own, 'POST')
  const users = Object.entries(headers).filter(([name, value]) => defaults[name] !== value)
  return { ...dialectHeaders(dialect, dialect.request.method), ...Object.fromEntries(users) }
}

const otherBodies = (dialect: Dialect, { parts }: RequestPlan): readonly string[] =>
  hasBody(dialect.request.method, dialect) ? buildBodies(dialect, parts) : []
