import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { judgeFolder } from '../../analysis/index.ts'
import { decodeRecord } from '../../core/record/codec.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { runRun } from '../run/run.ts'
import { scratchFolder } from '../run/scratch.ts'
import { type Calibration, calibrationOf } from './calibration.ts'
import { calibrationPlan } from './calibration-plan.ts'

/** Where a calibration ended: with a result, or early by a signal or because the client broke. */
export type CalibrationEnd =
  | { readonly kind: 'calibrated'; readonly calibration: Calibration }
  | { readonly kind: 'ended'; readonly exitCode: number }

/** Calibrates by a run of its own, whose folder is gone afterwards. */
export async function runCalibration(quiet: boolean): Promise<CalibrationEnd> {
  const scratch = scratchFolder()
  let calibration: Calibration | undefined
  try {
    const { plan, secrets } = calibrationPlan(scratch.dir, quiet)
    const exitCode = await runRun(plan, secrets, ({ folder, info }) => {
      const { summary } = judgeFolder(folder.dir)
      if (info.signal !== undefined) return summary.verdict.exitCode
      calibration = calibrationOf(summary, recordsOf(folder.dir))
      return 0
    })
    return calibration === undefined
      ? { kind: 'ended', exitCode }
      : { kind: 'calibrated', calibration }
  } finally {
    scratch.remove()
  }
}

const recordsOf = (dir: string): readonly StreamRecord[] =>
  readFileSync(join(dir, 'records.ndjson'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const decoded = decodeRecord(line)
      return decoded.kind === 'stream' ? [decoded.record] : []
    })
