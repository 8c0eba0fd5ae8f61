import { resolve } from 'node:path'
import { type Directories, NotAResultsFolder, NotOneRun } from '../../analysis/index.ts'
import { several } from '../options/option.ts'
import type { Problem } from '../options/problem.ts'
import { reasonOf } from '../options/reason.ts'
import { text } from '../options/text.ts'

/** The folder of the last run, which is meant where none is named. */
export const LATEST = 'results/latest'

/** The words of `report` and `gate`: the folders of one run. */
export const resultsFolders = several({
  group: 'Results:',
  takes: 'RESULTS',
  shows: 'folders of a finished run: one, or one of each of its generators',
  separator: '\n',
  positional: true,
  parse: text('the name of a folder', LATEST),
})

/** The folders that were named, else the latest. */
export function directoriesOf(named: readonly string[] = []): Directories {
  const [first = LATEST, ...others] = named
  return [first, ...others]
}

/** As the user wrote them where that is enough: they are named in messages. */
export function inFolder(cwd: string, [first, ...others]: Directories): Directories {
  if (cwd === process.cwd()) return [first, ...others]
  return [resolve(cwd, first), ...others.map((one) => resolve(cwd, one))]
}

/** What is wrong with the folders themselves; undefined for any other error. */
export function badFolder(error: unknown): Problem | undefined {
  const known = error instanceof NotAResultsFolder || error instanceof NotOneRun
  return known ? { code: 'bad-folder', message: `${error.message}.`, hint: error.hint } : undefined
}

/** A file of the user's that could not be written. */
export const unwritable = (where: string, file: string, error: unknown): Problem => ({
  code: 'bad-file',
  message: `${where}: "${file}" cannot be written (${reasonOf(error)}).`,
  hint: 'Give a file that can be written.',
})

/** An error of the operating system. */
export const isSystemError = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error
