import { readResults } from './read/read-results.ts'
import { readRunInfo } from './read-run-info.ts'
import { openResultsFolder } from './results-folder.ts'
import { type Samples, samplesOf } from './charts/samples.ts'
import { summarise } from './summarise.ts'
import type { Summary } from './summary/summary.ts'

/** A judged run: its figures and verdict, and what the charts of the report draw. */
export interface Judged {
  readonly summary: Summary
  readonly samples: Samples
}

/**
 * Judges a results folder (`run.json`, `records.ndjson`, `truth.ndjson` where there is one), finished or not. Throws
 * `NotAResultsFolder` when `run.json` is missing or broken; damaged records are counted and shown instead.
 */
export function judgeFolder(directory: string): Judged {
  const folder = openResultsFolder(directory)
  const run = readRunInfo(folder, directory)
  const tally = readResults(folder)
  const summary = summarise(run, tally)
  return { summary, samples: samplesOf(tally) }
}
