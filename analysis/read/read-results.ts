import type { RunInfo } from '../../core/run-info.ts'
import type { Line, ResultsFolder } from '../results-folder.ts'
import { decodeChecked } from './checked-record.ts'
import { decodeTruth } from './decode-truth.ts'
import type { PartTally } from './part-tally.ts'
import { RunTally } from './run-tally.ts'

/** A folder with its `run.json`, and what to call it. */
export interface ResultsPart {
  readonly name: string
  readonly run: RunInfo
  readonly folder: ResultsFolder
}

/**
 * Reads records and truth of the folders of one run, one after the other, line by line, records and truth side by side. Lines
 * that are no records are counted and the first ones kept; a last line without line feed counts as torn unless it is
 * whole all the same.
 */
export function readResults(parts: readonly ResultsPart[]): RunTally {
  const tally = new RunTally()
  for (const { name, run, folder } of parts) readPart(folder, tally, tally.beginPart(name, run))
  return tally
}

function readPart(folder: ResultsFolder, tally: RunTally, part: PartTally): void {
  const truth = folder.lines('truth.ndjson')
  readTruthLine(truth.next(), tally, part)
  for (const line of folder.lines('records.ndjson')) {
    readRecordLine(line, tally, part)
    if (part.truthLines !== undefined) readTruthLine(truth.next(), tally, part)
  }
  for (const line of truth) readTruthLine({ value: line }, tally, part)
  for (const line of folder.lines('canary.ndjson')) readCanaryLine(line, tally, part)
}

function readCanaryLine({ text, whole }: Line, tally: RunTally, part: PartTally): void {
  const truth = decodeTruth(text)
  if (truth === 'departure') return
  if (truth !== undefined) tally.canary.addTruth(truth)
  else if (whole && text.trim() !== '') part.badTruthLines++
}

function readRecordLine({ text, whole }: Line, tally: RunTally, part: PartTally): void {
  if (text.trim() === '') return
  part.recordLines++
  const line = decodeChecked(text)
  if (line.kind === 'stream') {
    tally.addRecord(part, line.record)
  } else if (line.kind === 'end') {
    part.end = line.end
  } else if (whole) {
    part.addBad(part.recordLines, line.problem)
  } else {
    part.tornLine = true
  }
}

function readTruthLine(
  next: { readonly value: Line | void },
  tally: RunTally,
  part: PartTally,
): void {
  const line = next.value
  if (line === undefined || line.text.trim() === '') return
  const truth = decodeTruth(line.text)
  if (truth === 'departure') return
  part.truthLines = (part.truthLines ?? 0) + 1
  if (truth !== undefined) tally.truth.addTruth(truth)
  else if (line.whole) part.badTruthLines++
}
