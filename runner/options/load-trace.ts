import { basename } from 'node:path'
import { playedPart, readTrace, type Trace, type TraceFile } from '../../core/workload/trace.ts'
import type { Values } from './options.ts'
import type { Problem } from './problem.ts'
import { readText } from './read-text.ts'
import type { GivenByName } from './sources.ts'

const SHOWN_FAULTS = 5
const HINT =
  'Give a trace: CSV with TIMESTAMP,ContextTokens,GeneratedTokens (Azure), or JSON Lines with timestamp, input_length, output_length (Mooncake).'

/** The trace that a run plays, as far as its bounds let it. */
export interface ChosenTrace {
  /** As the user wrote it, without its folder. */
  readonly name: string
  readonly format: TraceFile['format']
  readonly speed: number
  readonly played: Trace
}

/** Undefined where none was given, or where anything is wrong with it: each bad line is named by its number. */
export function loadTrace(
  {
    values,
    given,
    cwd,
  }: { readonly values: Values; readonly given: GivenByName; readonly cwd: string },
  problems: Problem[],
): ChosenTrace | undefined {
  const { trace: name, speed = 1, duration, streams } = values
  if (name === undefined) return undefined
  const where = given.get('trace')?.where ?? '--trace'
  const text = readText({ name, cwd, where, hint: HINT }, problems)
  if (text === undefined) return undefined
  const { format, trace, faults } = readTrace(text)
  const refuse = (what: string): void => {
    problems.push({ code: 'bad-file', message: `${where}: "${name}"${what}.`, hint: HINT })
  }
  for (const { line, why } of faults.slice(0, SHOWN_FAULTS)) refuse(`, line ${line} ${why}`)
  const more = faults.length - SHOWN_FAULTS
  if (more > 0) refuse(` has ${more} more bad lines`)
  if (faults.length > 0) return undefined
  if (trace.atMs.length === 0) refuse(' holds no row')
  const played = playedPart(trace, { speed, durationMs: duration, streams })
  return played.atMs.length === 0 ? undefined : { name: basename(name), format, speed, played }
}
