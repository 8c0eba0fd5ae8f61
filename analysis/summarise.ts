import { CALIBRATION, CANARY } from '../core/canary.ts'
import { seededRandom } from '../core/random.ts'
import type { RunInfo } from '../core/run-info.ts'
import { findFindings } from './detect/find-findings.ts'
import { findDoubts, type ObservedPart } from './doubts/find-doubts.ts'
import { fitnessDoubts } from './doubts/fitness.ts'
import { bystanderRatio } from './measure/bystanders.ts'
import { compareRoutes, type Measured, type OwnError } from './measure/comparison.ts'
import { compact } from './measure/compact.ts'
import { groupFigures } from './measure/group.ts'
import { kneesOf } from './measure/knees.ts'
import { clientFigures } from './measure/part-figures.ts'
import { trustOf } from './measure/trust.ts'
import { sourcesOf, sourcesOfAll } from './read/file-sources.ts'
import type { RunTally } from './read/run-tally.ts'
import type { Group } from './summary/group.ts'
import type { Comparison } from './summary/comparison.ts'
import { type Part, type Summary, SUMMARY_VERSION } from './summary/summary.ts'
import type { Trust } from './summary/trust.ts'
import { decide } from './verdict/decide.ts'
import { partFacts, runFacts } from './verdict/facts.ts'
import { gatesOf } from './verdict/gates.ts'
import { partsOf } from './read/section-of.ts'

const BASE_ROUTE = 'direct'

/** Figures, doubts and verdict of a run, from everything that was read of it. `run` is that of its parts together. */
export function summarise(run: RunInfo, tally: RunTally): Summary {
  const facts = runFacts(tally)
  const endedEarly = facts.signal !== undefined || facts.aborted !== undefined
  const measured = measureGroups(run, tally, endedEarly)
  const groups = measured.map(({ figures }) => figures)
  const trust = trustOf(run, tally)
  const parts = observedParts(tally)
  const fit = parts.every(({ fitness }) => fitness.length === 0)
  const judged = measured.filter(({ figures }) => figures.startedStreams > 0)
  const gates = judged.flatMap((group) => gatesOf(group, { run, fit, endedEarly }))
  const doubts = findDoubts({ run, facts, groups, gates, trust, parts })
  return {
    v: SUMMARY_VERSION,
    run,
    verdict: decide({ facts, gates, groups, doubts }),
    fit,
    doubts,
    findings: findFindings(run, tally),
    droppedStarts: run.droppedStarts ?? 0,
    startedStreams: facts.startedStreams,
    groups,
    // The sides of `streamgauge compare` are compared by their blocks, and by nothing else besides.
    comparisons: run.compare === undefined ? comparisonsOf(run, measured, trust) : [],
    ...treatmentsOf(tally),
    ...ramped(groups),
    trust,
    sources: sourcesOfAll(tally.parts),
    ...(parts.length > 1 && { parts: parts.map((part) => partSummary(part, tally)) }),
  }
}

/** What came of streams that were cancelled, read slowly or tried again on purpose. */
function treatmentsOf(tally: RunTally): Pick<Summary, 'cancellation' | 'slowReaders' | 'attempts'> {
  const cancellation = tally.cancels.figures()
  const attempts = tally.attempts.figures()
  const slowReaders = tally.slowReaders.figures().map((figures) => ({
    ...figures,
    ...bystanderRatio(tally.groups, nameOf(figures), figures.route),
  }))
  return {
    ...(cancellation.length > 0 && { cancellation }),
    ...(slowReaders.length > 0 && { slowReaders }),
    ...(attempts.length > 0 && { attempts }),
  }
}

function ramped(groups: readonly Group[]): Pick<Summary, 'knees'> {
  const knees = kneesOf(groups)
  return knees.length > 0 ? { knees } : {}
}

/** Each generator is fit or not by itself: the worst of them decides. */
function observedParts(tally: RunTally): readonly ObservedPart[] {
  return tally.parts.map((part) => ({
    part,
    facts: partFacts(part),
    fitness: fitnessDoubts(clientFigures(part, tally)),
    sources: sourcesOf(part),
  }))
}

function partSummary({ part, facts, fitness, sources }: ObservedPart, tally: RunTally): Part {
  const { ownLagsP99Ms, startDelaysP99Ms } = clientFigures(part, tally)
  return compact({
    name: part.name,
    run: part.run,
    fit: fitness.length === 0,
    startedStreams: facts.startedStreams,
    ownLagP99Ms: ownLagsP99Ms.length === 0 ? undefined : Math.max(...ownLagsP99Ms),
    startDelayP99Ms: startDelaysP99Ms.length === 0 ? undefined : Math.max(...startDelaysP99Ms),
    clockShiftMs: part.shiftMs === 0 ? undefined : part.shiftMs,
    sources,
  })
}

/** Groups in the order of the run's scenarios and routes; what the run does not name comes last. */
function measureGroups(run: RunInfo, tally: RunTally, endedEarly: boolean): readonly Measured[] {
  const routes = run.routes.map((route) => route.name)
  const groups = [...tally.groups.values()]
  // Kinds of streams stay in the order in which they first came.
  const kinds = [...new Set(groups.map(({ scenario }) => scenario))]
  const ordered = groups.toSorted(
    (a, b) =>
      place(run.scenarios, nameOf(a)) - place(run.scenarios, nameOf(b)) ||
      kinds.indexOf(a.scenario) - kinds.indexOf(b.scenario) ||
      place(routes, a.route) - place(routes, b.route),
  )
  const takesTurns = ordered.filter((group) => group.table.length > 0).length > 1
  return ordered.map((group) => ({
    tally: group,
    figures: groupFigures(group, { takesTurns, endedEarly, slos: run.slos }),
  }))
}

const nameOf = ({ scenario }: { readonly scenario: string }): string => partsOf(scenario).scenario

function place(list: readonly string[], name: string): number {
  const at = list.indexOf(name)
  return at === -1 ? list.length : at
}

function comparisonsOf(
  run: RunInfo,
  measured: readonly Measured[],
  trust: Trust,
): readonly Comparison[] {
  const random = seededRandom(run.seed)
  const withStreams = measured.filter(({ figures }) => figures.startedStreams > 0)
  return withStreams.flatMap((other) => {
    const { scenario, route } = other.figures
    const routes = withStreams.filter(({ figures }) => figures.scenario === scenario)
    const base = routes.find(({ figures }) => figures.route === BASE_ROUTE) ?? routes[0]
    if (base === undefined || base === other) return []
    const context = {
      random: random.fork(`difference/${scenario}/${route}`),
      ownError: ownErrorOf(trust, scenario),
    }
    return [compareRoutes(base, other, context)]
  })
}

function ownErrorOf(trust: Trust, scenario: string): OwnError {
  const own = trust.truth.filter((each) => each.kind === 'measuring-error')
  const of = (name: string) => own.find((each) => each.scenario === name)
  const found = of(scenario) ?? of(CANARY) ?? of(CALIBRATION)
  return compact({
    ttftMs: found?.ttftMs,
    gapMs: found?.gapMs,
    e2eMs: found?.e2eMs,
  })
}
