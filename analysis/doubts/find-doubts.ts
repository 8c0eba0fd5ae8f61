import type { RunInfo } from '../../core/run-info.ts'
import { partsDoubts } from '../merge/parts-doubts.ts'
import type { PartTally } from '../read/part-tally.ts'
import type { Doubt } from '../summary/doubt.ts'
import type { Group } from '../summary/group.ts'
import type { Sources } from '../summary/summary.ts'
import type { Trust } from '../summary/trust.ts'
import type { Gate } from '../summary/verdict.ts'
import type { PartFacts, RunFacts } from '../verdict/facts.ts'
import {
  clockStepDoubt,
  coalescedDoubts,
  littlesLawDoubts,
  mockLateDoubt,
  readStampsDoubt,
  resentDoubt,
  tooFewSamplesDoubt,
  truthMissingDoubt,
} from './measurement.ts'
import {
  badLinesDoubt,
  cutShortDoubt,
  droppedStartsDoubt,
  harnessCutDoubt,
  recordsMissingDoubt,
  routeDroppedDoubts,
  routeUnmeasuredDoubts,
  runKilledDoubt,
} from './run-course.ts'
import { steadyStateDoubts } from './steady-state.ts'

/** Everything that doubts are looked for in. */
export interface Observed {
  readonly run: RunInfo
  readonly facts: RunFacts
  readonly groups: readonly Group[]
  readonly gates: readonly Gate[]
  readonly trust: Trust
  /** The folders that the run is made of: one, or one of each generator. */
  readonly parts: readonly ObservedPart[]
}

/** One folder, judged by itself. */
export interface ObservedPart {
  readonly part: PartTally
  readonly facts: PartFacts
  /** Doubts that make figures unfit. */
  readonly fitness: readonly Doubt[]
  readonly sources: Sources
}

/** All doubts, the ones that make figures unfit first; each code of the runner's own only once. */
export function findDoubts(observed: Observed): readonly Doubt[] {
  const { run, facts, groups, trust, parts } = observed
  const ofEach = (find: (part: ObservedPart) => readonly (Doubt | undefined)[]): Doubt[] =>
    parts.flatMap((part) => named(find(part), parts.length > 1 ? part.part.name : undefined))
  const found: readonly (Doubt | undefined)[] = [
    ...ofEach(({ fitness }) => fitness),
    ...ofEach((part) => [runKilledDoubt(part.facts), cutShortDoubt(part.facts)]),
    ...partsDoubts(parts.map(({ part }) => part)),
    harnessCutDoubt(groups),
    droppedStartsDoubt(run, groups),
    ...ofEach((part) => routeDroppedDoubts(part.facts)),
    ...(facts.unreachable || facts.killed || facts.signal !== undefined
      ? []
      : routeUnmeasuredDoubts(run, groups, facts)),
    tooFewSamplesDoubt(groups, observed.gates),
    ...ofEach(({ sources }) => [badLinesDoubt(sources), recordsMissingDoubt(sources)]),
    mockLateDoubt(trust),
    ...steadyStateDoubts(groups),
    ...littlesLawDoubts(groups),
    ...coalescedDoubts(groups),
    readStampsDoubt(trust),
    clockStepDoubt(trust),
    resentDoubt(trust),
    facts.startedStreams > 0 ? truthMissingDoubt(trust, run.target) : undefined,
  ]
  const own = once(found.filter((doubt) => doubt !== undefined))
  const codes = new Set(own.map((doubt) => doubt.code))
  for (const { code, finding, cause, nextStep } of run.doubts) {
    if (!codes.has(code)) own.push({ code, finding, cause, nextStep, unfit: false })
  }
  return own
}

/** The doubts of one of several parts say whose they are. */
function named(doubts: readonly (Doubt | undefined)[], part: string | undefined): readonly Doubt[] {
  const found = doubts.filter((doubt) => doubt !== undefined)
  if (part === undefined) return found
  return found.map((doubt) => ({ ...doubt, finding: `${part}: ${doubt.finding}` }))
}

/** Kinds of streams on one route may each raise the same doubt. */
const once = (doubts: readonly Doubt[]): Doubt[] => [
  ...new Map(doubts.map((doubt) => [`${doubt.code}\n${doubt.finding}`, doubt])).values(),
]
