import { lstatSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { reasonOf } from '../options/reason.ts'
import { makeFolder } from '../process/make-folder.ts'

const HINT = 'Give another folder, for example --out results/mine.'

/** A run's folder and where it was linked from. */
export interface ResultsFolder {
  readonly run: string
  readonly dir: string
}

/**
 * Creates the folder of a run: `results/RUN_ID` below the working folder, or the one that `--out` names (which the door has
 * found to be empty or absent). `now` gives the id's date; `salt` tells runs of one second apart.
 */
export function createResultsFolder(
  out: string | undefined,
  now: Date,
  salt: string,
): ResultsFolder {
  const stamp = now.toISOString().replaceAll(/[-:]/gu, '').replace('T', '-').slice(0, 15)
  const run = `${stamp}-${salt}`
  const dir = resolve(out ?? join('results', run))
  try {
    makeFolder(dir)
  } catch (error) {
    throw new Failure(EXIT.usage, `${dir} cannot be made (${reasonOf(error)}).`, HINT)
  }
  return { run, dir }
}

/** Points `results/latest` at the run. A file or folder of that name that is no link is left alone. */
export function linkLatest(dir: string): void {
  const link = resolve('results', 'latest')
  const temporary = `${link}.${process.pid}`
  makeFolder(dirname(link))
  if (isForeign(link)) return
  symlinkSync(relative(dirname(link), dir), temporary)
  try {
    renameSync(temporary, link)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function isForeign(path: string): boolean {
  try {
    return !lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}
