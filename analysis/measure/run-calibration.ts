import { GAP_ERROR_LIMITS, RUN_CALIBRATION } from '../../core/calibration.ts'
import { CALIBRATION } from '../../core/canary.ts'
import {
  allFound,
  type FoundAgain,
  lumpsFound,
  stallsFound,
  wholeStreams,
} from '../../core/found-again.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { RunCalibration } from '../summary/run-calibration.ts'
import type { ErrorFigures } from '../summary/trust.ts'

/** What the calibration before a load found; undefined where the run had none. */
export function runCalibration(
  records: readonly StreamRecord[],
  gapError: ErrorFigures | undefined,
): RunCalibration | undefined {
  if (records.length === 0) return undefined
  const phases = RUN_CALIBRATION.map(({ name, mock }) => ({
    mock,
    own: records.filter(({ stream }) =>
      stream.startsWith(`${CALIBRATION}/${CALIBRATION}/${name}/`),
    ),
  }))
  const ofFault = (type: string) => phases.filter(({ mock }) => mock.fault?.type === type)
  const streams = sum(phases.map(({ mock, own }) => wholeStreams(own, mock.tokens)))
  const stalls = sum(
    ofFault('stall').map(({ mock, own }) => stallsFound(own, Number(mock.fault?.['afterTokens']))),
  )
  const lumps = sum(ofFault('lump').map(({ mock, own }) => lumpsFound(own, mock.tokens)))
  const small =
    gapError !== undefined &&
    gapError.p50 <= GAP_ERROR_LIMITS.gapErrorP50Ms &&
    gapError.p99 <= GAP_ERROR_LIMITS.gapErrorP99Ms
  const right = [streams, stalls, lumps].every(allFound)
  return { streams, stalls, lumps, accepted: small && right }
}

const sum = (parts: readonly FoundAgain[]): FoundAgain => ({
  served: parts.reduce((total, { served }) => total + served, 0),
  found: parts.reduce((total, { found }) => total + found, 0),
})
