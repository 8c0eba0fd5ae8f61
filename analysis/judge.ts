import type { RunInfo } from '../core/run-info.ts'
import { type Samples, samplesOf } from './charts/samples.ts'
import { mergeRunInfo } from './merge/merge-run-info.ts'
import { checkDistinctStreams, checkSameRun } from './merge/same-run.ts'
import { readResults, type ResultsPart } from './read/read-results.ts'
import type { RunTally } from './read/run-tally.ts'
import { readRunInfo } from './read-run-info.ts'
import { openResultsFolder } from './results-folder.ts'
import { summarise } from './summarise.ts'
import type { Summary } from './summary/summary.ts'

/** A judged run: its figures and verdict, and what the charts of the report draw. */
export interface Judged {
  readonly summary: Summary
  readonly samples: Samples
}

/** A run that was read: what it was told, its parts together, and everything counted of it. */
export interface ReadRun {
  readonly run: RunInfo
  readonly tally: RunTally
}

/** The folders of one run: one, or one of each generator. Names are unique. */
export type Directories = readonly [string, ...string[]]

/**
 * Judges the results folders of one run (`run.json`, `records.ndjson`, `truth.ndjson` where there is one), finished or not, as
 * one. Throws `NotAResultsFolder` when a `run.json` is missing or broken, and `NotOneRun` when the folders do not belong
 * together; damaged records are counted and shown instead.
 */
export function judgeFolders(directories: Directories): Judged {
  const { run, tally } = readFolders(directories)
  return { summary: summarise(run, tally), samples: samplesOf(tally) }
}

/** Judges one results folder. */
export const judgeFolder = (directory: string): Judged => judgeFolders([directory])

/** Reads the folders of one run; throws as `judgeFolders` does. */
export const readFolders = ([first, ...others]: Directories): ReadRun =>
  readParts([openPart(first), ...others.map(openPart)])

function openPart(name: string): ResultsPart {
  const folder = openResultsFolder(name)
  return { name, run: readRunInfo(folder, name), folder }
}

/** Reads the parts of one run into one tally. Throws `NotOneRun` when they do not belong together. */
export function readParts(parts: readonly [ResultsPart, ...ResultsPart[]]): ReadRun {
  checkSameRun(parts)
  const tally = readResults(parts)
  checkDistinctStreams(tally)
  return { run: mergeRunInfo(parts), tally }
}
