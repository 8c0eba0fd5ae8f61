import { resolve } from 'node:path'
import type { Dialect } from '../../core/dialect/dialect.ts'
import type { Slo } from '../../core/slo.ts'
import type { RemoteWrite } from '../prometheus/remote-write.ts'
import type { RoutePlan, RunPlan, ScenarioPlan, Secrets } from '../run/run-plan.ts'
import { chosenScenarios } from './chosen-scenarios.ts'
import { checkCertificates } from './check-certificates.ts'
import { checkScript } from './check-script.ts'
import { collectSecrets, type RequestHeaders } from './collect-secrets.ts'
import { configRecord } from './config-record.ts'
import { crossChecks, isRemote } from './cross-checks.ts'
import { deepFreeze } from './deep-freeze.ts'
import { dialectHeaders } from './dialect-headers.ts'
import { dialectPath } from './dialect-path.ts'
import { gather } from './gather.ts'
import { joinUrl } from './join-url.ts'
import { loadDialect } from './load-dialect.ts'
import { type ChosenProfile, loadProfile } from './load-profile.ts'
import { type ChosenTrace, loadTrace } from './load-trace.ts'
import { isLoopback } from './loopback.ts'
import { OPTIONS, type Values } from './options.ts'
import { checkOutFolder } from './out-folder.ts'
import type { Problem } from './problem.ts'
import { readValues } from './read-values.ts'
import { redactCommandLine } from './redact.ts'
import { remoteNotice } from './remote-notice.ts'
import { REMOTE_QUICK } from './remote-quick.ts'
import { requestPlan, type RequestPlan } from './request-plan.ts'
import type { Resolution, ResolvedRun } from './resolved-run.ts'
import { ROUTES } from './routes.ts'
import { scenarioPlan } from './scenario-plan.ts'
import type { GivenByName, Sources } from './sources.ts'

const DEFAULTS = {
  seed: 1,
  mock: { ttftMs: 200, gapMs: 20, tokens: 64 },
  timeouts: { firstMs: 30_000, stallMs: 15_000, totalMs: 600_000 },
  /** Added to the longest time-out: a stream that hangs at the last start ends by its own time-out. */
  drainBeyondMs: 5_000,
  completionFloor: 0.99,
} as const

/** Of the mock, where neither the user nor the scenario names any. */
const DEFAULT_ROUTES = ['direct', 'nginx'] as const

/** Resolves everything that the user gave for `run`; every problem is found, not only the first. */
export function resolveRun(sources: Sources): Resolution {
  const problems: Problem[] = []
  const given = gather(sources, problems)
  const values = readValues(OPTIONS, given, problems)
  const dialect = loadDialect({ sources, given, values }, problems)
  problems.push(...crossChecks({ values, given, env: sources.env, dialect }))
  const profile = loadProfile({ sources, values }, problems)
  const trace = loadTrace({ values, given, cwd: sources.cwd }, problems)
  const found = { sources, given, values, dialect, profile, trace }
  const request = readFiles(found, problems)
  if (problems.length > 0) return { problems }
  return { run: deepFreeze(build(found, request)) }
}

interface Found {
  readonly sources: Sources
  readonly given: GivenByName
  readonly values: Values
  readonly dialect: Dialect
  readonly profile: ChosenProfile | undefined
  readonly trace: ChosenTrace | undefined
}

/** Everything that touches the disk: what cannot be read or written is a problem. */
function readFiles({ sources, given, values, dialect }: Found, problems: Problem[]): RequestPlan {
  const { cwd } = sources
  checkScript(values, cwd, problems)
  const gentle =
    isRemote(values.target) && chosenScenarios(values).some(({ name }) => name === 'quick')
  const request = requestPlan(
    {
      values,
      given,
      cwd,
      dialect,
      defaultMaxTokens: gentle ? REMOTE_QUICK.maxTokens : undefined,
    },
    problems,
  )
  if (values.cacert !== undefined) {
    checkCertificates(
      values.cacert,
      { cwd, where: given.get('cacert')?.where ?? '--cacert' },
      problems,
    )
  }
  if (values.out !== undefined || !given.has('out')) {
    const where = given.get('out')?.where ?? '--out (default)'
    const problem = checkOutFolder({ name: values.out, cwd, where })
    if (problem !== undefined) problems.push(problem)
  }
  return request
}

function build(found: Found, request: RequestPlan): ResolvedRun {
  const { sources, given, values, dialect } = found
  const target = values.target ?? { kind: 'mock' }
  const remote = isRemote(target)
  const headers = headersOf(found, request)
  const secrets = withWriter(headers.secrets, values.prometheus)
  const where = endpoint(found, request)
  const seed = values.seed ?? DEFAULTS.seed
  const parts = { ...found, remote, path: where.path, request, headers: headers.open, seed }
  const scenarios = chosenScenarios(values).map((one) => scenarioPlan(one, parts))
  const routes = routesOf(values, given)
  const plan: Omit<RunPlan, 'config'> = {
    scenarios,
    routes,
    ...where,
    dialect,
    method: request.method,
    headers: headers.open,
    http: values.http ?? '1.1',
    insecure: values.insecure ?? false,
    ...(values.cacert !== undefined && { cacert: resolve(sources.cwd, values.cacert) }),
    seed,
    ...(values.segment !== undefined && { segment: values.segment }),
    probe: values['no-probe'] !== true,
    canary: values['no-canary'] !== true && scenarios[0]?.script === undefined,
    ...limitsOf(values),
    mock: mockOf(found),
    ...outputOf(values, sources),
    ...(values.prometheus !== undefined && { prometheus: { url: values.prometheus.url } }),
    commandLine: redactCommandLine(sources.commandLine, secrets),
  }
  const config = configRecord(plan, values, request, Object.keys(secrets.headers))
  return {
    plan: { ...plan, config },
    secrets,
    notices: [...request.notices, ...announce(plan, request)],
  }
}

function announce(
  plan: Pick<RunPlan, 'target' | 'routes' | 'probe' | 'segment'> & {
    readonly scenarios: readonly ScenarioPlan[]
  },
  request: RequestPlan,
): string[] {
  if (plan.target.kind === 'mock' || plan.target.loopback) return []
  return [remoteNotice({ ...plan, origin: plan.target.origin, request })]
}

function mockOf({ values, profile }: Found): RunPlan['mock'] {
  const base = profile?.typical ?? DEFAULTS.mock
  const given = (['ttft', 'gap', 'tokens'] as const).filter((name) => values[name] !== undefined)
  return {
    ttftMs: values.ttft ?? base.ttftMs,
    gapMs: values.gap ?? base.gapMs,
    tokens: values.tokens ?? base.tokens,
    ...(profile !== undefined && { profile: { name: profile.name, file: profile.file, given } }),
  }
}

/** `NO_COLOR`: https://no-color.org */
function outputOf(
  values: Values,
  { terminal, env }: Sources,
): Pick<RunPlan, 'keepRaw' | 'out' | 'quiet' | 'color' | 'json'> {
  const colorless = values['no-color'] === true || (env['NO_COLOR'] ?? '') !== ''
  return {
    keepRaw: values['keep-raw'] ?? false,
    ...(values.out !== undefined && { out: values.out }),
    quiet: values.quiet ?? false,
    color: terminal && !colorless,
    json: values.json ?? false,
  }
}

/** Where requests go. */
function endpoint(
  { values, dialect }: Found,
  { model }: RequestPlan,
): Pick<RunPlan, 'target' | 'path'> {
  const target = values.target ?? { kind: 'mock' }
  const wanted = values.path ?? dialectPath(dialect, model)
  const base = target.kind === 'mock' ? 'http://mock' : target.base
  const url = new URL(joinUrl(base, wanted))
  const path = `${url.pathname}${url.search}`
  if (target.kind === 'mock') return { target, path }
  const loopback = isLoopback(target.base)
  return { target: { kind: 'url', url: url.href, origin: url.origin, loopback }, path }
}

function headersOf({ sources, values, dialect }: Found, request: RequestPlan): RequestHeaders {
  const { env } = sources
  const fixed = dialect.request
  const variable = values['api-key-env']
  return collectSecrets({
    defaults: dialectHeaders(dialect, request.method),
    headers: values.header ?? [],
    target: values.target ?? { kind: 'mock' },
    apiKey: variable === undefined ? undefined : env[variable]?.trim(),
    apiKeyHeader: fixed.apiKeyHeader,
  })
}

function withWriter(secrets: Secrets, prometheus: RemoteWrite | undefined): Secrets {
  const user = prometheus?.user
  if (user === undefined) return secrets
  const values = [user.name, user.password].filter((value) => value !== '')
  return { ...secrets, values: [...secrets.values, ...values], prometheus: user }
}

function routesOf(values: Values, given: GivenByName): readonly RoutePlan[] {
  const names =
    values.target?.kind === 'url'
      ? ['direct']
      : chosenScenarios(values).flatMap(({ routes = DEFAULT_ROUTES }) => routes)
  const rows = values.route ?? ROUTES.filter(({ name }) => names.includes(name))
  return rows.map((row) => ({ ...row, asked: given.has('route') }))
}

function limitsOf(
  values: Values,
): Pick<RunPlan, 'timeouts' | 'drainMs' | 'slos' | 'completionFloor'> {
  const timeouts = {
    firstMs: values['timeout-first'] ?? DEFAULTS.timeouts.firstMs,
    stallMs: values['timeout-stall'] ?? DEFAULTS.timeouts.stallMs,
    totalMs: values['timeout-total'] ?? DEFAULTS.timeouts.totalMs,
  }
  const longestMs = Math.max(timeouts.firstMs, timeouts.stallMs, timeouts.totalMs)
  const given = values.slo ?? []
  const slos = given.filter((slo): slo is Slo => slo !== 'none')
  const ungated = given.includes('none') || slos.some(({ name }) => name === 'completion')
  return {
    timeouts,
    drainMs: values.drain ?? longestMs + DEFAULTS.drainBeyondMs,
    slos,
    ...(!ungated && { completionFloor: DEFAULTS.completionFloor }),
  }
}
