import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])

/** True for a write that found no room. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && CODES.has(error.code)

/** What is said when the results do not fit (exit 3). */
export const diskFull = (dir: string): Failure =>
  new Failure(
    EXIT.missing,
    `the disk is full: the results in ${dir} are not complete. The records so far are kept.`,
    'Make room, or give another folder by --out; `streamgauge report FOLDER` judges what there is.',
  )
