import type { LearnedProfile } from '../../core/profile/learned.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { Directories } from '../judge.ts'
import { mergeRunInfo } from '../merge/merge-run-info.ts'
import { checkSameRun } from '../merge/same-run.ts'
import { decodeChecked } from '../read/checked-record.ts'
import type { ResultsPart } from '../read/read-results.ts'
import { sectionOf } from '../read/section-of.ts'
import { readRunInfo } from '../read-run-info.ts'
import { openResultsFolder } from '../results-folder.ts'
import { LearnSamples } from './learn-samples.ts'
import { makeProfile } from './make-profile.ts'
import { NotLearned } from './not-learned.ts'

/** Which streams of a run are meant, where it has several kinds. */
export interface LearnChoice {
  readonly scenario?: string
  /** Default: direct where it was measured, else the only one. */
  readonly route?: string
}

/**
 * The profile of the folders of one run. Throws `NotLearned`, and as `judgeFolders` does for folders that cannot be read.
 * Probes (the canary's streams are such), warm-up and second attempts are left out.
 */
export function learnFolders([first, ...others]: Directories, choice: LearnChoice): LearnedProfile {
  return learnParts([openPart(first), ...others.map(openPart)], choice)
}

function openPart(name: string): ResultsPart {
  const folder = openResultsFolder(name)
  return { name, run: readRunInfo(folder, name), folder }
}

/** The same from parts that are open. */
export function learnParts(
  parts: readonly [ResultsPart, ...ResultsPart[]],
  choice: LearnChoice,
): LearnedProfile {
  checkSameRun(parts)
  const groups = new Map<string, LearnSamples>()
  let bad = 0
  for (const { folder } of parts) {
    for (const { text } of folder.lines('records.ndjson')) {
      if (text.trim() === '') continue
      const line = decodeChecked(text)
      if (line.kind === 'bad') bad++
      if (line.kind === 'stream' && isMeant(line.record)) addTo(groups, line.record)
    }
  }
  const samples = chosen([...groups.values()], choice)
  return makeProfile(samples, mergeRunInfo(parts), [
    ...(bad > 0 ? [`${bad} lines of the records were no records, and are left out.`] : []),
    ...parts.filter(isUnfit).map(({ name }) => `${name}: ${UNFIT}`),
  ])
}

const UNFIT = 'the client was not fit to measure, and its own delays are in the times.'

/** As the run itself was judged; false where it was not. */
function isUnfit({ folder }: ResultsPart): boolean {
  try {
    const summary: unknown = JSON.parse(folder.text('summary.json') ?? 'null')
    return typeof summary === 'object' && summary !== null && Reflect.get(summary, 'fit') === false
  } catch {
    // A summary that was cut short says nothing of the client.
    return false
  }
}

const isMeant = (record: StreamRecord): boolean =>
  record.probe !== true &&
  record.warmup !== true &&
  (record.attempt === undefined || record.attempt === 1)

function addTo(groups: Map<string, LearnSamples>, record: StreamRecord): void {
  const scenario = sectionOf(record)
  const key = `${scenario}\n${record.route}`
  const samples = groups.get(key) ?? new LearnSamples(scenario, record.route)
  groups.set(key, samples)
  samples.add(record)
}

function chosen(groups: readonly LearnSamples[], { scenario, route }: LearnChoice): LearnSamples {
  const ofScenario = only(groups, 'scenario', scenario)
  const direct = ofScenario.some((one) => one.route === 'direct') ? 'direct' : undefined
  const [samples] = only(ofScenario, 'route', route ?? direct)
  if (samples === undefined) {
    throw new NotLearned(
      'too-few',
      'the run has no measured stream',
      'Name the folder of a run that measured some.',
    )
  }
  return samples
}

/** The groups of that scenario or route; of the only one where none is named. */
function only(
  groups: readonly LearnSamples[],
  what: 'scenario' | 'route',
  wanted: string | undefined,
): readonly LearnSamples[] {
  const names = [...new Set(groups.map((group) => group[what]))]
  if (wanted === undefined && names.length <= 1) return groups
  const found = groups.filter((group) => group[what] === wanted)
  if (found.length > 0 || groups.length === 0) return found
  const list = names.join(', ')
  throw wanted === undefined
    ? new NotLearned('ambiguous', `the run has several ${what}s: ${list}`, `Name one by --${what}.`)
    : new NotLearned(
        'ambiguous',
        `--${what}: the run has no ${what} "${wanted}"`,
        `It has: ${list}.`,
      )
}
