import type { Line, ResultsFolder } from '../results-folder.ts'
import { decodeChecked } from './checked-record.ts'
import { decodeTruth } from './decode-truth.ts'
import { RunTally } from './run-tally.ts'

/**
 * Reads records and truth of a folder, line by line and side by side. Lines that are no records are counted and the first ones
 * kept; a last line without line feed counts as torn unless it is whole all the same.
 */
export function readResults(folder: ResultsFolder): RunTally {
  const tally = new RunTally()
  const truth = folder.lines('truth.ndjson')
  readTruthLine(truth.next(), tally)
  for (const line of folder.lines('records.ndjson')) {
    readRecordLine(line, tally)
    if (tally.truthLines !== undefined) readTruthLine(truth.next(), tally)
  }
  for (const line of truth) readTruthLine({ value: line }, tally)
  for (const line of folder.lines('canary.ndjson')) readCanaryLine(line, tally)
  return tally
}

function readCanaryLine({ text, whole }: Line, tally: RunTally): void {
  const truth = decodeTruth(text)
  if (truth !== undefined) tally.canary.addTruth(truth)
  else if (whole && text.trim() !== '') tally.badTruthLines++
}

function readRecordLine({ text, whole }: Line, tally: RunTally): void {
  if (text.trim() === '') return
  tally.recordLines++
  const line = decodeChecked(text)
  if (line.kind === 'stream') {
    tally.addRecord(line.record)
  } else if (line.kind === 'end') {
    tally.end = line.end
  } else if (whole) {
    tally.addBad(tally.recordLines, line.problem)
  } else {
    tally.tornLine = true
  }
}

function readTruthLine(next: { readonly value: Line | void }, tally: RunTally): void {
  const line = next.value
  if (line === undefined || line.text.trim() === '') return
  tally.truthLines = (tally.truthLines ?? 0) + 1
  const truth = decodeTruth(line.text)
  if (truth !== undefined) tally.truth.addTruth(truth)
  else if (line.whole) tally.badTruthLines++
}
