import { resolve } from 'node:path'
import { DIALECTS } from '../../core/dialect/dialects.ts'
import type { Dialect } from '../../core/dialect/dialect.ts'
import { knobValues } from '../../core/scenario/knob-values.ts'
import type { Scenario, ScenarioParts, Variant } from '../../core/scenario/scenario.ts'
import type { Lengths } from '../../core/workload/lengths.ts'
import type { Trace } from '../../core/workload/trace.ts'
import type { ScenarioPlan, VariantPlan } from '../run/run-plan.ts'
import { bodyTemplate } from './body-template.ts'
import { buildBodies } from './build-bodies.ts'
import { dialectHeaders } from './dialect-headers.ts'
import { dialectPath } from './dialect-path.ts'
import type { ChosenTrace } from './load-trace.ts'
import type { Values } from './options.ts'
import { REMOTE_QUICK } from './remote-quick.ts'
import { hasBody, type RequestPlan } from './request-plan.ts'
import type { Sources } from './sources.ts'
import { workloadOf } from './workload-of.ts'

/** What a scenario's streams are made of besides itself. */
export interface PlanParts {
  readonly values: Values
  readonly remote: boolean
  readonly dialect: Dialect
  readonly path: string
  readonly request: RequestPlan
  /** Of the run's dialect, with the user's. */
  readonly headers: Readonly<Record<string, string>>
  readonly sources: Pick<Sources, 'cwd'>
  readonly seed: number
  readonly trace: ChosenTrace | undefined
}

/** The load of one scenario: what the user gave, over the scenario's own defaults. */
export function scenarioPlan(scenario: Scenario, parts: PlanParts): ScenarioPlan {
  const { values } = parts
  const set = new Map((values.set ?? []).map(({ name, value }) => [name, value]))
  const knobs = knobValues(scenario.knobs, set)
  const own = gently(scenario.parts(knobs), parts.remote && scenario.name === 'quick')
  const serve = values.profile === undefined ? notGiven(own.serve, values) : undefined
  const routes = values.target?.kind === 'url' ? undefined : scenario.routes
  const trace = parts.trace?.played
  const plan: ScenarioPlan = {
    name: scenario.name,
    knobs,
    load: loadOf(values, own, trace),
    ...boundsOf(values, own, trace),
    warmupMs: values.warmup ?? defaultWarmupMs(scenario, values),
    ...(routes !== undefined && { routes }),
    ...(own.expects !== undefined && { expects: own.expects }),
    variants: (own.variants ?? [undefined]).map((variant) => variantPlan(variant, parts)),
    ...(serve !== undefined && { mock: serve }),
    ...scriptOf(scenario, parts),
  }
  return { ...plan, ...workloadOf(plan, parts) }
}

/** A user's own script, and where below the target's origin its API base is. */
function scriptOf(
  { script }: Scenario,
  { values: { target }, sources: { cwd } }: PlanParts,
): Pick<ScenarioPlan, 'script'> {
  if (script === undefined) return {}
  const basePath = target?.kind === 'url' ? new URL(target.base).pathname.replace(/\/$/u, '') : ''
  return { script: { file: resolve(cwd, script), basePath } }
}

/** All of its rows, and as long as they take: a millisecond more, so that the last lies within. */
const traceBounds = ({ atMs }: Trace): Pick<ScenarioPlan, 'streams' | 'durationMs'> => ({
  streams: atMs.length,
  durationMs: Math.ceil(atMs.at(-1) ?? 0) + 1,
})

/** The scenario's own bounds hold only where the user gives none. */
function boundsOf(
  { streams, duration }: Values,
  own: ScenarioParts,
  trace: Trace | undefined,
): Pick<ScenarioPlan, 'streams' | 'durationMs'> {
  if (trace !== undefined) return traceBounds(trace)
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
  values.streams !== undefined || values.trace !== undefined || values.target?.kind === 'url'
    ? 0
    : scenario.warmupMs

function loadOf(
  values: Values,
  own: ScenarioParts,
  trace: Trace | undefined,
): ScenarioPlan['load'] {
  const { concurrency, 'max-in-flight': maxInFlight } = values
  const lanes = concurrency ?? (values.rate === undefined ? own.concurrency : undefined)
  if (lanes !== undefined) return { kind: 'closed', concurrency: lanes }
  return {
    kind: 'open',
    ratePerSecond: trace === undefined ? (values.rate ?? own.ratePerSecond ?? 1) : rateOf(trace),
    arrivals: values.arrivals ?? own.arrivals ?? { kind: 'constant' },
    ...(maxInFlight !== undefined && { maxInFlight }),
  }
}

/** Starts per second over the time that they take. */
const rateOf = ({ atMs }: Trace): number =>
  (1_000 * atMs.length) / (Math.ceil(atMs.at(-1) ?? 0) + 1)

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
  const lengths = variant?.lengths ?? promptLengths(parts.values)
  return {
    ...variant,
    weight: variant?.weight ?? 1,
    dialect,
    method: same ? request.method : dialect.request.method,
    path: variant?.path ?? (same ? parts.path : dialectPath(dialect, request.model)),
    headers: { ...(same ? parts.headers : otherHeaders(dialect, parts)), ...variant?.headers },
    ...(lengths !== undefined && { lengths }),
    bodies: bodiesOf(dialect, parts, lengths),
  }
}

const promptLengths = ({ 'prompt-tokens': input }: Values): Lengths | undefined =>
  input === undefined ? undefined : { input }

/** Whole bodies, or templates where each stream says something of its own. */
function bodiesOf(
  dialect: Dialect,
  parts: PlanParts,
  lengths: Lengths | undefined,
): readonly string[] {
  const { request, trace } = parts
  const limit = trace !== undefined || lengths?.output !== undefined
  const templates = trace !== undefined || lengths !== undefined
  if (dialect === parts.dialect) return templates ? request.template(limit) : request.bodies
  if (!hasBody(dialect.request.method, dialect)) return []
  return templates
    ? bodyTemplate(dialect, request.parts, limit)
    : buildBodies(dialect, request.parts)
}

/** The user's own headers besides those that another dialect needs. */
const otherHeaders = (dialect: Dialect, { headers, dialect: own }: PlanParts) => {
  const defaults = dialectHeaders(own, 'POST')
  const users = Object.entries(headers).filter(([name, value]) => defaults[name] !== value)
  return { ...dialectHeaders(dialect, dialect.request.method), ...Object.fromEntries(users) }
}
