import type { ReadRun } from '../judge.ts'
import type { Measured } from '../measure/comparison.ts'
import { missingSegments } from '../merge/missing-segments.ts'
import { differencesOf } from '../merge/same-run.ts'
import { partsOf } from '../read/section-of.ts'
import { summarise } from '../summarise.ts'
import type { Summary } from '../summary/summary.ts'
import type { Gate } from '../summary/verdict.ts'
import { decide } from '../verdict/decide.ts'
import { type RunFacts, runFacts } from '../verdict/facts.ts'
import { baselineGate, compareWithBaseline } from './baseline.ts'
import { type BaselineReport, GATE_REPORT_VERSION, type GateReport } from './gate-report.ts'
import { placeGates } from './place-gates.ts'
import type { Policy, Scope } from './policy.ts'
import { fits } from './rules-for.ts'

/** A run with everything that its gates rest on. */
interface Examined {
  readonly summary: Summary
  readonly facts: RunFacts
  readonly endedEarly: boolean
  readonly measured: readonly Measured[]
}

/**
 * Holds a finished run to a policy, and beside an earlier one where there is one. The verdict has the exit codes of a run, in
 * their precedence; what is only advice never changes it.
 */
export function judgeByPolicy(current: ReadRun, policy: Policy, earlier?: ReadRun): GateReport {
  const examined = examine(current)
  const { summary, facts, endedEarly, measured } = examined
  const context = { run: current.run, fit: summary.fit, endedEarly, findings: summary.findings }
  const places = measured.map((group) => placeGates(group, policy, context))
  const baseline = earlier && againstBaseline(examined, earlier, policy)
  const gates = [
    ...droppedGates(summary, policy),
    ...places.flatMap((place) => place.gates),
    ...policy.scopes.flatMap((scope) => emptyScopeGates(scope, examined)),
    ...(baseline?.fails === true ? gatesOfBaseline(baseline, examined) : []),
  ]
  const evidence = { facts, gates, groups: summary.groups, doubts: summary.doubts }
  return {
    v: GATE_REPORT_VERSION,
    policy: policy.name,
    verdict: decide(evidence),
    advice: places.flatMap((place) => place.advice),
    ...(baseline !== undefined && { baseline }),
    notes: policy.scopes.flatMap((scope) => scopeNotes(scope, summary)),
    fit: summary.fit,
    findings: summary.findings,
    doubts: summary.doubts,
    run: current.run,
    ...(summary.parts !== undefined && { parts: summary.parts }),
  }
}

function examine({ run, tally }: ReadRun): Examined {
  const summary = summarise(run, tally)
  // A generator may judge its share alone, a gate judges the run.
  const missing = missingSegments(tally.parts.map((part) => part.run))
  const facts = { ...runFacts(tally), missingSegments: missing }
  const groups = [...tally.groups.values()]
  const measured = summary.groups
    .filter(({ startedStreams }) => startedStreams > 0)
    .flatMap((figures) => {
      const group = groups.find(
        ({ scenario, route }) => scenario === figures.scenario && route === figures.route,
      )
      return group === undefined ? [] : [{ figures, tally: group }]
    })
  const endedEarly = facts.signal !== undefined || facts.aborted !== undefined
  return { summary, facts, endedEarly, measured }
}

function droppedGates({ run, droppedStarts }: Summary, policy: Policy): readonly Gate[] {
  const { droppedStarts: atMost } = policy
  if (atMost === undefined) return []
  return [
    {
      name: 'droppedStarts',
      text: `droppedStarts<=${atMost}`,
      scenario: run.scenarios.join(' + '),
      route: 'the whole run',
      kind: 'counts',
      unit: 'starts',
      limit: atMost,
      found: droppedStarts,
      decision: droppedStarts <= atMost ? 'pass' : 'fail',
      streams: droppedStarts,
      misses: 0,
      worst: [],
    },
  ]
}

/** A scope whose scenario ran, but that fits no stream: its rules were not held, and that is no pass. */
function emptyScopeGates(scope: Scope, { summary, measured }: Examined): readonly Gate[] {
  const { scenario, route } = scope
  if (!ranIn(scope, summary) || measured.some(({ figures }) => fits(scope, figures))) return []
  return [nothingIn('streams of the scope', summary, route ?? 'any route', scenario)]
}

function scopeNotes(scope: Scope, summary: Summary): readonly string[] {
  return ranIn(scope, summary)
    ? []
    : [`The scope of ${scope.scenario ?? ''} was left out: that scenario is not part of this run.`]
}

const ranIn = ({ scenario }: Scope, { run }: Summary): boolean =>
  scenario === undefined || run.scenarios.includes(partsOf(scenario).scenario)

function againstBaseline(now: Examined, earlier: ReadRun, policy: Policy): BaselineReport {
  const before = examine(earlier)
  const fit = now.summary.fit && before.summary.fit
  const endedEarly = { before: before.endedEarly, now: now.endedEarly }
  const figures = now.measured.flatMap((group) => {
    const { scenario, route } = group.figures
    const same = before.measured.find(
      ({ figures: other }) => other.scenario === scenario && other.route === route,
    )
    if (same === undefined) return []
    const pair = { before: same, now: group, fit, endedEarly }
    return policy.baseline.metrics.map((metric) => compareWithBaseline(pair, metric))
  })
  return {
    run: earlier.run.run,
    startedAt: earlier.run.startedAt,
    names: earlier.tally.parts.map(({ name }) => name),
    fails: policy.baseline.fails,
    fit: before.summary.fit,
    differences: differencesOf(now.summary.run, earlier.run),
    figures,
  }
}

/** Nothing in common is not the same as nothing worse. */
function gatesOfBaseline({ figures }: BaselineReport, { summary, measured }: Examined): Gate[] {
  if (figures.length === 0) return [nothingIn('metrics of the baseline', summary, 'any route')]
  return figures.map((figure) => {
    const group = measured.find(
      ({ figures: { scenario, route } }) => scenario === figure.scenario && route === figure.route,
    )
    return baselineGate(figure, group?.figures.countedStreams ?? 0)
  })
}

/** A rule that found nothing to hold: undecided. */
const nothingIn = (name: string, { run }: Summary, route: string, scenario?: string): Gate => ({
  name,
  text: `${name}>=1`,
  scenario: scenario ?? run.scenarios.join(' + '),
  route,
  kind: 'counts',
  unit: 'streams',
  limit: 1,
  found: 0,
  decision: 'undecided',
  streams: 0,
  misses: 0,
  worst: [],
})
