import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type Directories,
  type LearnChoice,
  learnFolders,
  NotLearned,
} from '../../analysis/index.ts'
import type { LearnedProfile } from '../../core/profile/learned.ts'
import { drawFrom, type Quantiles } from '../../core/profile/quantiles.ts'
import { EXIT } from '../exit-codes.ts'
import { single } from '../options/option.ts'
import type { Problem } from '../options/problem.ts'
import { onOff, text } from '../options/text.ts'
import type { CommandRow } from './command-row.ts'
import type { Host } from './host.ts'
import { readWords } from './read-words.ts'
import {
  badFolder,
  directoriesOf,
  inFolder,
  isSystemError,
  LATEST,
  resultsFolders,
  unwritable,
} from './results-folders.ts'
import { sayProblems } from './say-problems.ts'

const OPTIONS = {
  results: resultsFolders,
  out: single({
    group: 'Results:',
    takes: 'FILE',
    shows: 'profile to write, a name that ends with .json',
    parse: text('the name of a file', 'profile.json'),
  }),
  scenario: single({
    group: 'Results:',
    takes: 'NAME',
    shows:
      'scenario to learn from, where the run has several; SCENARIO/KIND for one kind of its streams',
    parse: text('the name of a scenario', 'baseline'),
  }),
  route: single({
    group: 'Results:',
    takes: 'NAME',
    shows: 'route to learn from (default: direct, or the only one)',
    parse: text('the name of a route', 'direct'),
  }),
  json: single({
    group: 'Results:',
    shows: 'where it comes from and what it rests on as JSON, nothing else on standard output',
    parse: onOff,
  }),
}

export const learnCommand: CommandRow = {
  name: 'learn',
  words: '[RESULTS…]',
  shows: `turns the records of a finished run, ${LATEST} where none is named, into a profile of the mock`,
  options: OPTIONS,
  examples: [
    'streamgauge learn --out endpoint.json',
    'streamgauge learn results/mine --route direct --out endpoint.json',
    'streamgauge run baseline --profile endpoint.json',
  ],
  notes: ['Exit codes: 0 written, 6 too few streams to learn from, 2 what is meant is not clear.'],
  run: async (words, host) =>
    readWords(words, OPTIONS, host, ({ results, out, scenario, route, json }) =>
      learn(host, {
        results: directoriesOf(results),
        out,
        choice: {
          ...(scenario !== undefined && { scenario }),
          ...(route !== undefined && { route }),
        },
        json: json ?? false,
      }),
    ),
}

interface Wish {
  readonly results: Directories
  readonly out: string | undefined
  readonly choice: LearnChoice
  readonly json: boolean
}

function learn(host: Host, { results, out, choice, json }: Wish): number {
  const refused = (problem: Problem): number => sayProblems([problem], host)
  if (out === undefined || !out.endsWith('.json')) return refused(outProblem(out))
  try {
    const profile = learnFolders(inFolder(host.cwd, results), choice)
    writeFileSync(resolve(host.cwd, out), fileText(profile))
    for (const limit of profile.learned.limits) host.err(`streamgauge: ${limit}\n`)
    host.out(
      json ? `${JSON.stringify({ out, ...profile.learned }, undefined, 2)}\n` : told(profile, out),
    )
    return EXIT.pass
  } catch (error) {
    if (error instanceof NotLearned) {
      const { code, message, hint } = error
      const said = refused({ code, message: `${message}.`, hint })
      return code === 'too-few' ? EXIT.inconclusive : said
    }
    const bad = badFolder(error)
    if (bad !== undefined) return refused(bad)
    if (!isSystemError(error)) throw error
    return refused(unwritable('--out', out, error))
  }
}

/** Lists of numbers on one line each. */
const fileText = (profile: LearnedProfile): string =>
  `${JSON.stringify(profile, undefined, 2)}\n`.replaceAll(/\[[\d\s.,e+-]+\]/gu, (list) =>
    list.replaceAll(/\s+/gu, ' '),
  )

const outProblem = (out: string | undefined): Problem =>
  out === undefined
    ? {
        code: 'missing-value',
        message: '--out: no file is named for the profile.',
        hint: 'Give one, for example --out profile.json.',
      }
    : {
        code: 'bad-value',
        message: `--out: "${out}" does not end with .json.`,
        hint: 'The mock knows a profile of yours by that ending: give --out profile.json.',
      }

/** What was learned, in a few lines. */
function told(
  { learned, ttftMs, pace, tokens, failures = [] }: LearnedProfile,
  out: string,
): string {
  const { samples, scenario, route, run, target } = learned
  const share = failures.reduce((sum, { rate = 1 }) => sum + rate, 0)
  const rows = [
    ['TTFT', quantilesOf(ttftMs, 'ms'), samples.ttft],
    ['gaps', pace === undefined ? 'none' : quantilesOf(pace.gapMs, 'ms'), samples.gaps],
    ['length', quantilesOf(tokens, 'tokens'), samples.lengths],
    ['failures', `${(100 * share).toFixed(2)} % of streams`, samples.failures],
  ] as const
  const table = rows.map(([name, value, n]) => `  ${name.padEnd(9)} ${value} (n = ${n})`)
  return [
    `${out}: a profile of ${target}, ${scenario} over ${route}, run ${run}`,
    ...table,
    `Serve it: streamgauge run --profile ${out}, or streamgauge mock --profile ${out}`,
    '',
  ].join('\n')
}

function quantilesOf(of: number | Quantiles, unit: string): string {
  const at = (u: number): string => (typeof of === 'number' ? of : drawFrom(of, u)).toPrecision(3)
  return `p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)} ${unit}`
}
