import type { RunInfo } from '../core/run-info.ts'
import type { ResultsFolder } from './results-folder.ts'

/** A folder that cannot be judged at all: what is wrong, and what to do. Not for damaged records, which are counted. */
export class NotAResultsFolder extends Error {
  readonly code = 'not-a-results-folder'
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.name = 'NotAResultsFolder'
    this.hint = hint
  }
}

const HINT =
  'Name the folder of a run, for example results/latest; `streamgauge run` writes run.json first.'
const LISTS = ['scenarios', 'routes', 'commandLine', 'slos', 'doubts'] as const

/** `run.json` of a folder; throws `NotAResultsFolder` where there is none that can be used. */
export function readRunInfo(folder: ResultsFolder, directory: string): RunInfo {
  const text = folder.text('run.json')
  if (text === undefined) throw new NotAResultsFolder(`${directory}: there is no run.json`, HINT)
  const value = parse(text)
  const problem = problemOf(value)
  if (problem !== undefined) {
    throw new NotAResultsFolder(`${directory}: run.json: ${problem}`, HINT)
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own runner; what is iterated was checked
  return value as RunInfo
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'not a JSON object'
  const version: unknown = Reflect.get(value, 'v')
  if (version !== 1) return `v is ${JSON.stringify(version)}, expected 1`
  for (const name of LISTS) {
    if (!Array.isArray(Reflect.get(value, name))) return `${name} is not a list`
  }
  return typeof Reflect.get(value, 'seed') === 'number' ? undefined : 'seed is not a number'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
