import { CALIBRATION, CANARY } from '../../core/canary.ts'
import type { Summary } from '../summary/summary.ts'
import type { TruthFigures } from '../summary/trust.ts'
import { duration, measured, percent, THIN } from './numbers.ts'
import { hasKinds } from './side-tables.ts'
import { printable } from './printable.ts'

/** What was run, in few words: scenario, seed, target, how long. */
export function runFactsLine({ run }: Pick<Summary, 'run'>): string {
  const instances = run.mock?.instances ?? 0
  const target = instances > 1 ? `${run.target} \u00d7${instances}` : run.target
  const length = runLengthMs(run.startedAt, run.endedAt)
  return [
    run.scenarios.join(' + '),
    `seed ${run.seed}`,
    target,
    ...(length === undefined ? [] : [duration(length)]),
  ]
    .map(printable)
    .join(' \u00b7 ')
}

export function runLengthMs(startedAt: string, endedAt: string | undefined): number | undefined {
  const length = endedAt === undefined ? Number.NaN : Date.parse(endedAt) - Date.parse(startedAt)
  return Number.isFinite(length) ? length : undefined
}

export const VERDICT_WORD = {
  pass: 'PASS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  invalid: 'INVALID',
} as const

/** How far the figures may be believed, piece by piece. */
export function trustPieces({ trust }: Summary): readonly string[] {
  const own = trust.truth.find((each) => each.kind === 'measuring-error')
  return [
    ...(own === undefined ? [] : ownErrorPieces(own)),
    ...calibrationPieces(trust),
    ...(trust.ownLagP99Ms === undefined ? [] : [`own lag p99 ${ms(trust.ownLagP99Ms)}`]),
    ...(trust.stamps === 'unknown' ? [] : [stampsPhrase(trust.stamps)]),
    ...(trust.mockLatenessP99Ms === undefined
      ? []
      : [`mock ${ms(trust.mockLatenessP99Ms)} late (p99)`]),
    ...(trust.clientCpuRatio === undefined ? [] : [`client CPU ${percent(trust.clientCpuRatio)}`]),
  ]
}

/** What lies between client and mock adds, from the instants at which the mock sent; empty without its log. */
export function addedSentences({ trust }: Summary): readonly string[] {
  return trust.truth.flatMap(({ scenario, kind, route, ttftMs, gapMs }) => {
    if (kind !== 'added-delay' || ttftMs === undefined || hasKinds(scenario)) return []
    const gaps =
      gapMs === undefined ? '' : `, changes gaps by ${ms(gapMs.p50)} (p99 ${ms(gapMs.p99)})`
    return [
      `${printable(route)} adds ${ms(ttftMs.p50)} to the first token (p99 ${ms(ttftMs.p99)})${gaps}, by the mock\u2019s log`,
    ]
  })
}

function ownErrorPieces({ scenario, ttftMs, gapMs }: TruthFigures): readonly string[] {
  const pieces = [
    ...(ttftMs === undefined ? [] : [`TTFT \u00b1${ms(ttftMs.p99)}`]),
    ...(gapMs === undefined ? [] : [`gaps \u00b1${ms(gapMs.p99)}`]),
  ]
  if (pieces.length === 0) return []
  const by = scenario === CANARY ? 'by a canary stream' : 'against the mock\u2019s log'
  return [`our error: ${pieces.join(', ')} (p99, ${by})`]
}

/** What the stage before the load found. */
function calibrationPieces({ calibration, truth }: Summary['trust']): readonly string[] {
  if (calibration === undefined) return []
  const gaps = truth.find(({ scenario }) => scenario === CALIBRATION)?.gapMs
  const word = calibration.accepted ? 'calibrated' : 'calibration refused'
  const error = gaps === undefined ? '' : ` gaps \u00b1${ms(gaps.p99)} (p99),`
  const { stalls, lumps } = calibration
  return [
    `${word}:${error} ${stalls.found} of ${stalls.served} stalls and ${lumps.found} of ${lumps.served} lumps found`,
  ]
}

function stampsPhrase(stamps: 'kernel' | 'read' | 'mixed'): string {
  if (stamps === 'kernel') return 'kernel stamps'
  return stamps === 'read' ? 'stamped at the read' : 'partly kernel stamps'
}

const ms = (value: number): string => `${measured(value)}${THIN}ms`
