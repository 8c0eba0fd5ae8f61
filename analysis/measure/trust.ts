import { CALIBRATION, CANARY } from '../../core/canary.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { RunInfo } from '../../core/run-info.ts'
import type { GroupTally } from '../read/group-tally.ts'
import type { RunTally } from '../read/run-tally.ts'
import type { ErrorFigures, Trust, TruthFigures } from '../summary/trust.ts'
import type { TruthErrors } from '../read/truth-join.ts'
import { runCalibration } from './run-calibration.ts'
import { compact } from './compact.ts'
import { clientFigures } from './part-figures.ts'

/** The routes on which nothing lies between client and mock: what is off there is our own error. */
const ownErrorRoutes = ({ routes }: RunInfo): ReadonlySet<string> =>
  new Set(['direct', ...routes.filter(({ direct }) => direct).map(({ name }) => name)])

export function trustOf(run: RunInfo, tally: RunTally): Trust {
  const groups = [...tally.groups.values()]
  const own = ownErrorRoutes(run)
  const sum = (of: (group: GroupTally) => number): number =>
    groups.reduce((total, group) => total + of(group), 0)
  const { lateness } = tally.truth
  const late = sortSamples(lateness.values())
  const known = (scenario: string, streams: number): readonly TruthFigures[] =>
    truthFigures(
      { scenario, route: scenario, streams, own: true },
      tally.canary.errors.get(scenario),
    )
  const calibration = known(CALIBRATION, tally.calibration.length)
  return compact({
    ownLagP99Ms: largest(tally.parts.flatMap((part) => clientFigures(part, tally).ownLagsP99Ms)),
    stamps: stampsOf(
      sum((group) => group.kernelStamped),
      sum((group) => group.readStamped),
    ),
    truth: [
      ...[...tally.groups].flatMap(([key, { scenario, route, table }]) =>
        truthFigures(
          { scenario, route, streams: table.length, own: own.has(route) },
          tally.truth.errors.get(key),
        ),
      ),
      ...known(CANARY, tally.canaryStreams),
      ...calibration,
    ],
    calibration: runCalibration(tally.calibration, calibration[0]?.gapMs),
    mockLatenessP99Ms: quantile(late, 0.99),
    mockLatenessMaxMs: late.length > 0 ? lateness.max : undefined,
    clientCpuRatio: clientCpuRatio(run),
    clockStepStreams: sum((group) => group.clockSteps),
    resentStreams: sum((group) => group.resent),
  })
}

/** CPU time of the client over what it was allowed to use; undefined when the run did not tell. */
export function clientCpuRatio({ client }: RunInfo): number | undefined {
  if (client === undefined || !(client.wallSeconds > 0) || !(client.cpuAllowance > 0))
    return undefined
  return client.cpuSeconds / (client.wallSeconds * client.cpuAllowance)
}

function stampsOf(kernel: number, read: number): Trust['stamps'] {
  if (kernel > 0) return read > 0 ? 'mixed' : 'kernel'
  return read > 0 ? 'read' : 'unknown'
}

interface Joined {
  readonly scenario: string
  readonly route: string
  readonly streams: number
  /** Nothing lies between client and mock. */
  readonly own: boolean
}

function truthFigures(
  { scenario, route, streams, own }: Joined,
  errors: TruthErrors | undefined,
): readonly TruthFigures[] {
  if (errors === undefined) return []
  return [
    compact({
      scenario,
      route,
      kind: own ? ('measuring-error' as const) : ('added-delay' as const),
      joinedStreams: errors.joined,
      withoutTruthStreams: streams - errors.joined,
      ttftMs: errorFigures(errors.ttftMs.values(), undefined),
      gapMs: errorFigures(errors.gapMs.values(), errors.gapMs),
      e2eMs: errorFigures(errors.e2eMs.values(), undefined),
    }),
  ]
}

/** `all`, where `errors` is only an even choice: count and extremes of everything. */
function errorFigures(
  errors: Float64Array,
  all: { readonly count: number; readonly min: number; readonly max: number } | undefined,
): ErrorFigures | undefined {
  if (errors.length === 0) return undefined
  const sizes = sortSamples(errors.map(Math.abs))
  return {
    count: all?.count ?? errors.length,
    p50: quantile(sizes, 0.5)!,
    p99: quantile(sizes, 0.99)!,
    max: all === undefined ? sizes.at(-1)! : Math.max(Math.abs(all.min), Math.abs(all.max)),
    signedMedian: quantile(sortSamples(errors), 0.5)!,
  }
}

function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values)
}
