import type { Summary } from '../../analysis/index.ts'
import {
  CALIBRATION_LOAD,
  CALIBRATION_PHASES,
  type CalibrationPhase,
  GAP_ERROR_LIMITS,
} from '../../core/calibration.ts'
import {
  allFound,
  type FoundAgain,
  lumpsFound,
  stallsFound,
  wholeStreams,
} from '../../core/found-again.ts'
import type { StreamRecord } from '../../core/record/record.ts'

type TruthFigures = Summary['trust']['truth'][number]
type ErrorFigures = NonNullable<TruthFigures['gapMs']>

/** Measured minus true of one phase, in milliseconds, and whether every stream came whole. */
export interface PhaseResult {
  readonly name: string
  readonly shows: string
  readonly streams: FoundAgain
  readonly ttftErrorMs?: ErrorFigures
  readonly gapErrorMs?: ErrorFigures
}

/** What a calibration found: our own error on this machine, and whether it is small enough. */
export interface Calibration {
  readonly v: 1
  readonly at: string
  readonly accepted: boolean
  /** Why not; empty when accepted. */
  readonly refusals: readonly string[]
  readonly limits: typeof GAP_ERROR_LIMITS
  readonly phases: readonly PhaseResult[]
  readonly stalls: FoundAgain
  readonly lumps: FoundAgain
  readonly ownLagP99Ms?: number
  readonly mockLatenessP99Ms?: number
  readonly stamps: Summary['trust']['stamps']
  readonly machine: Summary['run']['machine']
  readonly versions: Summary['run']['versions']
}

/** Judges the run of a calibration by its summary and its records. */
export function calibrationOf(summary: Summary, records: readonly StreamRecord[]): Calibration {
  const { trust, run } = summary
  const of = (name: string) => records.filter((record) => record.scenario === name)
  const withFault = (type: string) =>
    of(CALIBRATION_PHASES.find(({ mock }) => mock.fault?.type === type)?.name ?? '')
  const phases = CALIBRATION_PHASES.map((phase) => resultOf(phase, of(phase.name), trust.truth))
  const lumpTokens =
    CALIBRATION_PHASES.find(({ mock }) => mock.fault?.type === 'lump')?.mock.tokens ?? 0
  const stalls = stallsFound(withFault('stall'))
  const lumps = lumpsFound(withFault('lump'), lumpTokens)
  const refusals = [
    ...phases.flatMap((phase) => refusalsOf(phase)),
    ...miscounted('stalls', stalls),
    ...miscounted('lumps', lumps),
  ]
  return {
    v: 1,
    at: run.startedAt,
    accepted: refusals.length === 0,
    refusals,
    limits: GAP_ERROR_LIMITS,
    phases,
    stalls,
    lumps,
    ...(trust.ownLagP99Ms !== undefined && { ownLagP99Ms: trust.ownLagP99Ms }),
    ...(trust.mockLatenessP99Ms !== undefined && { mockLatenessP99Ms: trust.mockLatenessP99Ms }),
    stamps: trust.stamps,
    machine: run.machine,
    versions: run.versions,
  }
}

function resultOf(
  { name, shows, mock }: CalibrationPhase,
  records: readonly StreamRecord[],
  truth: readonly TruthFigures[],
): PhaseResult {
  const figures = truth.find((one) => one.scenario === name && one.kind === 'measuring-error')
  return {
    name,
    shows,
    streams: wholeStreams(records, mock.tokens),
    ...(figures?.ttftMs !== undefined && { ttftErrorMs: figures.ttftMs }),
    ...(figures?.gapMs !== undefined && { gapErrorMs: figures.gapMs }),
  }
}

function refusalsOf({ name, streams, gapErrorMs }: PhaseResult): readonly string[] {
  const lost = CALIBRATION_LOAD.streams - streams.found
  const counts =
    lost === 0 ? [] : [`${name}: ${lost} of ${CALIBRATION_LOAD.streams} streams did not come whole`]
  if (CALIBRATION_PHASES.find((phase) => phase.name === name)?.decides !== true) return counts
  if (gapErrorMs === undefined) return [...counts, `${name}: no gap could be compared`]
  const { gapErrorP50Ms, gapErrorP99Ms } = GAP_ERROR_LIMITS
  return [
    ...counts,
    ...(gapErrorMs.p50 > gapErrorP50Ms
      ? [tooLarge(name, 'median', gapErrorMs.p50, gapErrorP50Ms)]
      : []),
    ...(gapErrorMs.p99 > gapErrorP99Ms
      ? [tooLarge(name, 'p99', gapErrorMs.p99, gapErrorP99Ms)]
      : []),
  ]
}

const tooLarge = (...[name, which, found, limit]: readonly [string, string, number, number]) =>
  `${name}: the ${which} of the gap error is ${found.toFixed(3)} ms, allowed are ${limit} ms`

const miscounted = (what: string, count: FoundAgain): readonly string[] =>
  allFound(count) ? [] : [`${count.found} of ${count.served} ${what} were found`]
