import type { RunInfo } from '../../core/run-info.ts'
import type { Doubt } from '../summary/doubt.ts'
import type { Group } from '../summary/group.ts'
import type { Sources } from '../summary/summary.ts'
import type { Trust } from '../summary/trust.ts'
import type { Gate } from '../summary/verdict.ts'
import type { RunFacts } from '../verdict/facts.ts'
import {
  clockStepDoubt,
  coalescedDoubts,
  littlesLawDoubts,
  mockLateDoubt,
  readStampsDoubt,
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

/** Everything that doubts are looked for in. */
export interface Observed {
  readonly run: RunInfo
  readonly facts: RunFacts
  readonly groups: readonly Group[]
  readonly gates: readonly Gate[]
  /** Those that make figures unfit. */
  readonly fitness: readonly Doubt[]
  readonly trust: Trust
  readonly sources: Sources
}

/** All doubts, the ones that make figures unfit first; each code of the runner's own only once. */
export function findDoubts(observed: Observed): readonly Doubt[] {
  const { run, facts, groups, trust, sources } = observed
  const found: readonly (Doubt | undefined)[] = [
    ...observed.fitness,
    runKilledDoubt(facts),
    cutShortDoubt(facts),
    harnessCutDoubt(groups),
    droppedStartsDoubt(run, groups),
    ...routeDroppedDoubts(facts),
    ...(facts.unreachable || facts.killed || facts.signal !== undefined
      ? []
      : routeUnmeasuredDoubts(run, groups, facts)),
    tooFewSamplesDoubt(groups, observed.gates),
    badLinesDoubt(sources),
    recordsMissingDoubt(sources),
    mockLateDoubt(trust),
    ...littlesLawDoubts(groups),
    ...coalescedDoubts(groups),
    readStampsDoubt(trust),
    clockStepDoubt(trust),
    facts.startedStreams > 0 ? truthMissingDoubt(trust, run.target) : undefined,
  ]
  const own = found.filter((doubt) => doubt !== undefined)
  const codes = new Set(own.map((doubt) => doubt.code))
  for (const { code, finding, cause, nextStep } of run.doubts) {
    if (!codes.has(code)) own.push({ code, finding, cause, nextStep, unfit: false })
  }
  return own
}
