import { DEFAULT_METRICS, FEWEST_PAIRS, SIDES } from '../../core/compare-info.ts'
import { scenarioRecord } from '../options/config-record.ts'
import { deepFreeze } from '../options/deep-freeze.ts'
import { gather } from '../options/gather.ts'
import type { OptionName } from '../options/options.ts'
import type { Problem } from '../options/problem.ts'
import { resolveRun } from '../options/resolve-run.ts'
import type { Resolution, ResolvedRun } from '../options/resolved-run.ts'
import type { Sources } from '../options/sources.ts'
import type { RoutePlan, RunPlan, ScenarioPlan } from '../run/run-plan.ts'
import { blockNotices } from './block-notices.ts'
import { deltaOf } from './margin.ts'
import type { OwnValues } from './options.ts'
import { checkSides, type Side, sideOf } from './side.ts'

/** A block is at least so long where the user names neither a duration nor a number of streams. */
const BLOCK_MS = 5_000

/** Where a comparison's options come from: those of `run` as for `run`, and its own. */
export interface CompareSources extends Sources {
  readonly own: OwnValues
}

interface Pair<T> {
  readonly a: T
  readonly b: T
}

/**
 * Resolves a comparison: each side as a run of its own, which its word names the target, the route or the profile of; then both
 * as one run over three routes, A, B, and A once more as its control. Every problem is found, each once.
 */
export function resolveCompare(sources: CompareSources): Resolution {
  const problems: Problem[] = []
  const sides = sidesOf(sources, problems)
  if (sides === undefined) return { problems }
  const [a, b] = [sides.a, sides.b].map((side) => resolveRun(sourcesOf(side, sources)))
  for (const one of [a, b])
    if (one !== undefined && 'problems' in one) problems.push(...one.problems)
  if (a !== undefined && b !== undefined && 'run' in a && 'run' in b) {
    const runs = { a: a.run, b: b.run }
    problems.push(...betweenRuns(runs))
    if (problems.length === 0) return { run: deepFreeze(merge(runs, sides, sources)) }
  }
  return { problems: distinct(problems) }
}

function sidesOf({ own, flags }: CompareSources, problems: Problem[]): Pair<Side> | undefined {
  const [first, second] = own.words ?? []
  if (first === undefined || second === undefined) {
    problems.push({
      code: 'missing-value',
      message: 'compare takes two sides, A and B.',
      hint: 'Give two URLs, two routes, or two profiles of the mock: streamgauge compare direct nginx.',
    })
    return undefined
  }
  const [a, b] = [sideOf(first, 'A', problems), sideOf(second, 'B', problems)]
  if (a === undefined || b === undefined) return undefined
  checkSides(a, b, problems)
  for (const name of new Set([a.kind, b.kind])) {
    if (!flags.has(name)) continue
    problems.push({
      code: 'conflict',
      message: `--${name}: that is what A and B are.`,
      hint: `Leave out --${name}.`,
    })
  }
  return problems.length === 0 ? { a, b } : undefined
}

function sourcesOf({ kind, word }: Side, { own, flags, ...sources }: CompareSources): Sources {
  const scenarios = own.words?.slice(2) ?? []
  const asFlags = new Map<OptionName, readonly string[]>(flags).set(kind, [word])
  return { ...sources, flags: scenarios.length > 0 ? asFlags.set('scenario', scenarios) : asFlags }
}

/** What is wrong between the two, each right by itself. */
function betweenRuns({ a, b }: Pair<ResolvedRun>): readonly Problem[] {
  const problems: Problem[] = []
  const asked = a.plan.routes.filter((route) => route.asked)
  if (asked.length > 1) {
    problems.push({
      code: 'conflict',
      message: `${asked.length} routes are named: a comparison takes one.`,
      hint: 'Give one --route, or compare two routes: streamgauge compare direct nginx.',
    })
  }
  const own = a.plan.scenarios.find(
    ({ script, name }) => script !== undefined || name === 'multi-turn',
  )
  if (own !== undefined) {
    problems.push({
      code: 'conflict',
      message: `${own.name} makes its load itself, and a comparison needs blocks that alternate.`,
      hint: 'Compare with another scenario, for example baseline.',
    })
  }
  if (a.plan.segment !== undefined) {
    problems.push({
      code: 'conflict',
      message: 'a comparison is not shared among generators, but segment is given.',
      hint: 'Leave it out of the environment and of the file of options.',
    })
  }
  if (JSON.stringify(a.secrets) !== JSON.stringify(b.secrets)) {
    problems.push({
      code: 'conflict',
      message: 'A and B name different users, and both are asked by the same headers.',
      hint: 'Name the same user in both URLs, or none.',
    })
  }
  return problems
}

function merge(
  { a, b }: Pair<ResolvedRun>,
  sides: Pair<Side>,
  sources: CompareSources,
): ResolvedRun {
  const { own } = sources
  const pairs = own.pairs ?? FEWEST_PAIRS
  const compare = {
    a: sides.a.shown,
    b: sides.b.shown,
    pairs,
    metrics: (own.metric ?? DEFAULT_METRICS).map((metric) => ({
      ...metric,
      delta: deltaOf(metric, own.delta ?? []),
    })),
  }
  const { completionFloor: _, ...run } = a.plan
  const apart = sides.a.kind !== 'route' && sides.a.word !== sides.b.word
  const scenarios = longEnough(gentler(a.plan, b.plan), sources, pairs)
  const plan: RunPlan = {
    ...run,
    target: together(a.plan.target, b.plan.target),
    scenarios,
    routes: [
      routeOf(SIDES.a, sides.a, a),
      { ...routeOf(SIDES.b, sides.b, b), ...(apart && { other: true }) },
      routeOf(SIDES.control, sides.a, a),
    ],
    ...(apart && { other: { target: b.plan.target, path: b.plan.path, mock: b.plan.mock } }),
    compare,
    config: {
      ...run.config,
      scenarios: scenarios.map(scenarioRecord),
      route: [...new Set([a, b].map((side) => firstRoute(side).name))],
      compare,
    },
  }
  return {
    plan,
    secrets: a.secrets,
    notices: [
      ...new Set([...a.notices, ...b.notices]),
      ...(isRemote(a.plan) ? ['A is measured twice: once more as its own control.'] : []),
      ...blockNotices(plan, compare),
    ],
  }
}

const isRemote = ({ target }: RunPlan): boolean => target.kind === 'url' && !target.loopback

/** The load and the bodies of the side that is somebody else's machine, for both; the path is A's. */
function gentler(a: RunPlan, b: RunPlan): readonly ScenarioPlan[] {
  if (isRemote(a) || !isRemote(b)) return a.scenarios
  return b.scenarios.map((scenario) => ({
    ...scenario,
    variants: scenario.variants.map((variant) =>
      variant.path === b.path ? { ...variant, path: a.path } : variant,
    ),
  }))
}

/** Careful with both if one of them is somebody else's. */
function together(a: RunPlan['target'], b: RunPlan['target']): RunPlan['target'] {
  return a.kind === 'url' && b.kind === 'url' ? { ...a, loopback: a.loopback && b.loopback } : a
}

function routeOf(name: string, { shown }: Side, side: ResolvedRun): RoutePlan {
  const route = firstRoute(side)
  return { ...route, name, shows: `${shown}: ${route.shows}`, asked: true }
}

function firstRoute({ plan }: ResolvedRun): RoutePlan {
  const [route] = plan.routes
  if (route === undefined) throw new Error('a run has at least one route')
  return route
}

/** Blocks of a few seconds each, where the scenario's own length would make them shorter. */
function longEnough(
  scenarios: readonly ScenarioPlan[],
  sources: Sources,
  pairs: number,
): readonly ScenarioPlan[] {
  const given = gather(sources, [])
  if (given.has('duration') || given.has('streams')) return scenarios
  return scenarios.map((scenario) =>
    scenario.streams !== undefined || scenario.durationMs === undefined
      ? scenario
      : { ...scenario, durationMs: Math.max(scenario.durationMs, pairs * BLOCK_MS) },
  )
}

const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [problem.message, problem])).values(),
]
