import { z } from 'zod'
import { COUNT_NAMES, type CountName, COUNTS } from '../../analysis/index.ts'
import { SIDES } from '../../core/compare-info.ts'
import { nearest } from '../options/nearest.ts'
import { ROUTES } from '../options/routes.ts'
import { suggestion } from '../options/suggestion.ts'
import { slo } from '../options/slo.ts'
import { KNOWN_METRICS, metricOf } from './metric.ts'

const ANY = z.literal('any')
const NONE = z.literal('none')
const atMost = z.int().min(0)

const isKnown = (name: string): name is keyof typeof COUNTS => Object.hasOwn(COUNTS, name)

const shows = (name: CountName): string =>
  isKnown(name) ? COUNTS[name].shows : `streams that ended as ${name.slice('outcomes.'.length)}`

const counts = z
  .strictObject(
    Object.fromEntries(
      COUNT_NAMES.map((name) => [
        name,
        z
          .union([atMost, ANY])
          .exactOptional()
          .describe(`At most so many ${shows(name)}; any: no limit here.`),
      ]),
    ),
  )
  .describe('Exact counts: decided at once, whatever the number of streams.')

const limits = z
  .array(z.string().min(1).superRefine(checkLimits))
  .describe(
    'Limits as in --slo, for example ttft:p95<500ms: decided by the early-stopping rule, inconclusive with too few streams.',
  )

/** Each limit of a line, with what to give instead. */
function checkLimits(line: string, issues: z.RefinementCtx<string>): void {
  for (const text of line.split(',')) {
    const parsed = slo(text, '-')
    const refusals = 'refusals' in parsed ? parsed.refusals : []
    for (const { message, hint } of refusals) issues.addIssue(`${message} ${hint}`)
    if ('value' in parsed && parsed.value === 'none') {
      issues.addIssue('"none" is no limit; completion: none lifts the completion ratio.')
    }
  }
}

/** The floor and a limit of the same ratio. */
function checkCompletion(
  { completion, limits: lines = [] }: { completion?: unknown; limits?: readonly string[] },
  issues: z.RefinementCtx<object>,
): void {
  if (completion === undefined || !lines.some((line) => line.includes('completion'))) return
  const message = 'completion is limited twice, here and in limits; leave one out'
  issues.addIssue({ code: 'custom', path: ['completion'], message })
}

const both = {
  counts: counts.exactOptional(),
  limits: limits.exactOptional(),
}

const rules = {
  ...both,
  samples: z
    .int()
    .min(1)
    .exactOptional()
    .describe('Streams that count, at least; with fewer the gate is inconclusive.'),
  completion: z
    .union([z.number().min(0).max(1), NONE])
    .exactOptional()
    .describe('Completion ratio, at least (0..1); 0.99 unless given. none: not gated.'),
  advisory: z.strictObject(both).exactOptional().describe('Shown, never failing.'),
}

const ROUTE_NAMES: readonly string[] = [...ROUTES.map(({ name }) => name), ...Object.values(SIDES)]

/** A rule for a route that does not exist would never hold anything. */
function checkRoute(name: string, issues: z.RefinementCtx<string>): void {
  if (ROUTE_NAMES.includes(name)) return
  issues.addIssue(`no route is called "${name}". ${suggestion(name, ROUTE_NAMES)}`)
}

const scope = z
  .strictObject({
    scenario: z
      .string()
      .min(1)
      .exactOptional()
      .describe('A scenario, or one kind of its streams (transports/sse); absent: all.'),
    route: z
      .string()
      .superRefine(checkRoute)
      .exactOptional()
      .describe('A route, as --route names it; absent: all.'),
    ...rules,
  })
  .refine(
    ({ scenario, route }) => scenario !== undefined || route !== undefined,
    'a scope names a scenario, a route, or both',
  )
  .superRefine(checkCompletion)
  .describe('Rules for some streams, in place of the general ones of the same name.')

function checkMetrics(within: object, issues: z.RefinementCtx<object>): void {
  for (const text of Object.keys(within)) {
    if (metricOf(text) !== undefined) continue
    const near = nearest(text, KNOWN_METRICS)
    const hint =
      near === undefined ? `known are ${KNOWN_METRICS.join(', ')}` : `did you mean ${near}?`
    issues.addIssue({ code: 'custom', path: [text], message: `no metric is called so; ${hint}` })
  }
}

const baseline = z.strictObject({
  fails: z
    .boolean()
    .exactOptional()
    .describe('A metric that is worse than in the baseline fails; else it is only shown.'),
  within: z
    .record(z.string(), z.number().min(0.001).max(10))
    .superRefine(checkMetrics)
    .exactOptional()
    .describe(
      'Metrics to compare, each with its margin: ttft:p95: 0.1 is 10 % of the value, completion: 0.01 one stream in a hundred.',
    ),
})

/** A policy as its file holds it; docs/gate.md says what each rule means. */
export const policySchema = z
  .strictObject({
    $schema: z.string().exactOptional().describe('For editors.'),
    ...rules,
    droppedStarts: atMost
      .exactOptional()
      .describe('Intended starts that were not made, at most; of the whole run.'),
    scopes: z.array(scope).exactOptional(),
    baseline: baseline.exactOptional().describe('What --baseline compares.'),
  })
  .superRefine(checkCompletion)

export type PolicyFile = z.infer<typeof policySchema>
export type RulesFile = Omit<z.infer<typeof scope>, 'scenario' | 'route'>
