import type { StreamError, StreamRecord } from '../../core/record/record.ts'
import { compact } from '../measure/compact.ts'
import { isDead } from '../read/dead-end.ts'
import { missingSegments } from '../merge/missing-segments.ts'
import type { PartGroup, PartTally } from '../read/part-tally.ts'
import type { RunTally } from '../read/run-tally.ts'

/** How the run as a whole went, before any figure is looked at. */
export interface RunFacts {
  readonly signal?: 'SIGINT' | 'SIGTERM'
  /** The reason of an abort. */
  readonly aborted?: string
  /** The end record is missing, or the run was not concluded: something of ours was killed or crashed. */
  readonly killed: boolean
  /** The records have an end, but run.json does not: the runner died after the load. */
  readonly unconcluded: boolean
  /** k6's exit code, when it says that k6 or our script broke. */
  readonly brokenExitCode?: number
  /** k6's own thresholds were crossed. */
  readonly thresholdsCrossed: boolean
  /** Routes whose probe showed that nothing streams there. */
  readonly droppedRoutes: readonly DroppedRoute[]
  /** All of them: nothing could be measured. */
  readonly unreachable: boolean
  readonly startedStreams: number
  /** Generators of the run whose results are not here, `3/3`. */
  readonly missingSegments: readonly string[]
}

/** How one part of it went. */
export type PartFacts = Omit<RunFacts, 'missingSegments'>

export interface DroppedRoute {
  readonly scenario: string
  readonly route: string
  readonly outcome: string
  readonly status?: number
  readonly error?: StreamError
}

/** k6: https://github.com/grafana/k6/blob/v2.2.0/errext/exitcodes/codes.go; thresholds 99, external abort 105, test.abort 108. */
const K6_THRESHOLDS = 99
const K6_NOT_BROKEN = new Set([0, K6_THRESHOLDS, 105, 108])

/** The facts of a run: what befell one of its parts befell it; unreachable it is when no part reached anything. */
export function runFacts(tally: RunTally): RunFacts {
  const parts = tally.parts.map(partFacts)
  const first = <K extends keyof PartFacts>(name: K): PartFacts[K] | undefined =>
    parts.find((part) => part[name] !== undefined)?.[name]
  return {
    ...compact({
      signal: first('signal'),
      aborted: first('aborted'),
      brokenExitCode: first('brokenExitCode'),
    }),
    killed: parts.some(({ killed }) => killed),
    unconcluded:
      parts.every(({ killed, unconcluded }) => unconcluded || !killed) &&
      parts.some(({ unconcluded }) => unconcluded),
    thresholdsCrossed: parts.some(({ thresholdsCrossed }) => thresholdsCrossed),
    droppedRoutes: parts.flatMap(({ droppedRoutes }) => droppedRoutes),
    unreachable: parts.every(({ unreachable }) => unreachable),
    startedStreams: parts.reduce((sum, { startedStreams }) => sum + startedStreams, 0),
    // A generator that judges its own share is not missing the others.
    missingSegments: parts.length > 1 ? missingSegments(tally.parts.map(({ run }) => run)) : [],
  }
}

export function partFacts({ run, end, groups }: PartTally): PartFacts {
  const reason = end?.reason ?? ''
  const signal = run.signal ?? (reason === 'interrupted' ? 'SIGINT' : undefined)
  const aborted = reason.startsWith('aborted') ? reason : undefined
  const exitCode = run.client?.exitCode ?? 0
  const held = [...groups.values()]
  const droppedRoutes = dropped(held)
  return {
    ...(signal !== undefined && { signal }),
    ...(aborted !== undefined && { aborted }),
    killed: end === undefined || run.endedAt === undefined,
    unconcluded: end !== undefined && run.endedAt === undefined,
    ...(!K6_NOT_BROKEN.has(exitCode) && { brokenExitCode: exitCode }),
    thresholdsCrossed: exitCode === K6_THRESHOLDS,
    droppedRoutes,
    unreachable: isUnreachable(held, droppedRoutes),
    startedStreams: held.reduce((sum, group) => sum + group.rows, 0),
  }
}

/** The last probe of a route counts: the first may only have found that the server does not take an option. */
function dropped(groups: readonly PartGroup[]): readonly DroppedRoute[] {
  return groups.flatMap(({ scenario, route, probes }) => {
    const last = probes.at(-1)
    return last !== undefined && isDead(last.outcome, last.status)
      ? [{ scenario, route, outcome: last.outcome, ...causeOf(last) }]
      : []
  })
}

const causeOf = ({ status, error }: StreamRecord): Pick<DroppedRoute, 'status' | 'error'> => ({
  ...(status !== undefined && { status }),
  ...(error !== undefined && { error }),
})

function isUnreachable(
  groups: readonly PartGroup[],
  droppedRoutes: readonly DroppedRoute[],
): boolean {
  const probed = groups.filter((group) => group.probes.length > 0)
  if (probed.length > 0) {
    return probed.length === groups.length && droppedRoutes.length === probed.length
  }
  // Without probes: no stream got a token, and all ended in those three ways.
  return groups.length > 0 && groups.every((group) => group.deadStreams === group.allStreams)
}
