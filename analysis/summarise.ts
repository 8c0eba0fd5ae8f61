import { CANARY } from '../core/canary.ts'
import { seededRandom } from '../core/random.ts'
import type { RunInfo } from '../core/run-info.ts'
import { quantile } from '../core/stats/quantile.ts'
import { sortSamples } from '../core/stats/sorted-samples.ts'
import { findDoubts } from './doubts/find-doubts.ts'
import { fitnessDoubts } from './doubts/fitness.ts'
import { compareRoutes, type Measured, type OwnError } from './measure/comparison.ts'
import { compact } from './measure/compact.ts'
import { groupFigures } from './measure/group.ts'
import { trustOf } from './measure/trust.ts'
import type { RunTally } from './read/run-tally.ts'
import type { Comparison } from './summary/comparison.ts'
import { type Sources, type Summary, SUMMARY_VERSION } from './summary/summary.ts'
import type { Trust } from './summary/trust.ts'
import { decide } from './verdict/decide.ts'
import { runFacts } from './verdict/facts.ts'
import { gatesOf } from './verdict/gates.ts'

const BASE_ROUTE = 'direct'

/** Figures, doubts and verdict of a run, from everything that was read of it. */
export function summarise(run: RunInfo, tally: RunTally): Summary {
  const facts = runFacts(run, tally)
  const endedEarly = facts.signal !== undefined || facts.aborted !== undefined
  const measured = measureGroups(run, tally, endedEarly)
  const groups = measured.map(({ figures }) => figures)
  const trust = trustOf(run, tally)
  const sources = sourcesOf(tally)
  const fitness = fitnessDoubts({ run, groups, startDelaysP99Ms: measured.map(startDelayP99) })
  const fit = fitness.length === 0
  const judged = measured.filter(({ figures }) => figures.startedStreams > 0)
  const gates = judged.flatMap((group) => gatesOf(group, { run, fit, endedEarly }))
  const doubts = findDoubts({ run, facts, groups, gates, fitness, trust, sources })
  return {
    v: SUMMARY_VERSION,
    run,
    verdict: decide({ facts, gates, groups, doubts }),
    fit,
    doubts,
    droppedStarts: run.droppedStarts ?? 0,
    startedStreams: facts.startedStreams,
    groups,
    comparisons: comparisonsOf(run, measured, trust),
    trust,
    sources,
  }
}

/** Groups in the order of the run's scenarios and routes; what the run does not name comes last. */
function measureGroups(run: RunInfo, tally: RunTally, endedEarly: boolean): readonly Measured[] {
  const routes = run.routes.map((route) => route.name)
  const ordered = [...tally.groups.values()].toSorted(
    (a, b) =>
      place(run.scenarios, a.scenario) - place(run.scenarios, b.scenario) ||
      place(routes, a.route) - place(routes, b.route),
  )
  const takesTurns = ordered.filter((group) => group.table.length > 0).length > 1
  return ordered.map((group) => ({
    tally: group,
    figures: groupFigures(group, { takesTurns, endedEarly }),
  }))
}

function place(list: readonly string[], name: string): number {
  const at = list.indexOf(name)
  return at === -1 ? list.length : at
}

function startDelayP99({ tally }: Measured): number {
  return quantile(sortSamples(tally.table.column('startDelayMs')), 0.99) ?? 0
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
  const found = of(scenario) ?? of(CANARY)
  return compact({
    ttftMs: found?.ttftMs,
    gapMs: found?.gapMs,
    e2eMs: found?.e2eMs,
  })
}

function sourcesOf(tally: RunTally): Sources {
  return compact({
    recordLines: tally.recordLines,
    streamRecords: tally.streamRecords,
    badRecordLines: tally.badLines,
    tornRecordLine: tally.tornLine,
    badRecordExamples: tally.badExamples,
    endReason: tally.end?.reason,
    endRecords: tally.end?.records,
    truthLines: tally.truthLines,
    badTruthLines: tally.truthLines === undefined ? undefined : tally.badTruthLines,
  })
}
