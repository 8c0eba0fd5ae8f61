import { appendFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  defaultPolicy,
  type Directories,
  GATE_FORMATS,
  type GateFormat,
  type GateReport,
  judgeByPolicy,
  type Policy,
  readFolders,
  renderGate,
} from '../../analysis/index.ts'
import { readPolicy } from '../gate/read-policy.ts'
import { several, single } from '../options/option.ts'
import type { Problem } from '../options/problem.ts'
import { oneOf, onOff, text } from '../options/text.ts'
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
  policy: single({
    group: 'Limits:',
    takes: 'FILE',
    shows: "YAML file of limits (default: the run's own limits, and 99 % completion)",
    parse: text('the name of a file', 'policy.yaml'),
  }),
  baseline: several({
    group: 'Limits:',
    takes: 'RESULTS',
    shows:
      'folder of an earlier run to compare with, repeatable for its parts; advice only, unless the policy says otherwise',
    separator: '\n',
    parse: text('the name of a folder', 'baseline'),
  }),
  format: single({
    group: 'Results:',
    takes: GATE_FORMATS.join('|'),
    shows: 'how to render the verdict (default: text)',
    parse: oneOf(GATE_FORMATS),
  }),
  out: single({
    group: 'Results:',
    takes: 'FILE',
    shows: 'file to write in that format; standard output gets the text all the same',
    parse: text('the name of a file', 'gate.xml'),
  }),
  json: single({
    group: 'Results:',
    shows: 'JSON on standard output, nothing else there',
    parse: onOff,
  }),
  'no-color': single({ group: 'Results:', shows: 'no colours', parse: onOff }),
}

export const gateCommand: CommandRow = {
  name: 'gate',
  words: '[RESULTS…]',
  shows: `holds a finished run, ${LATEST} where none is named, to a policy: pass, fail or inconclusive`,
  options: OPTIONS,
  examples: [
    'streamgauge gate',
    'streamgauge gate --policy policy.yaml --format junit --out gate.xml',
    'streamgauge gate results/mine --policy policy.yaml --baseline results/before',
    'streamgauge gate results/generator-1 results/generator-2 --json',
  ],
  notes: [
    'Exit codes: 0 held, 99 missed, 6 too few streams to decide, 5 the client was not fit to measure what is asked.',
    'Where GITHUB_STEP_SUMMARY names a file, the verdict is appended to it as Markdown. docs/gate.md says what a policy holds.',
  ],
  run: async (words, host) =>
    readWords(words, OPTIONS, host, (values) => {
      const color =
        host.terminal && values['no-color'] !== true && (host.env['NO_COLOR'] ?? '') === ''
      return gate(host, {
        results: directoriesOf(values.results),
        baseline:
          values.baseline?.length === undefined ? undefined : directoriesOf(values.baseline),
        policy: values.policy,
        format: values.format ?? (values.json === true ? 'json' : 'text'),
        json: values.json === true,
        out: values.out,
        color,
      })
    }),
}

interface Wish {
  readonly results: Directories
  readonly baseline: Directories | undefined
  readonly policy: string | undefined
  readonly format: GateFormat
  readonly json: boolean
  readonly out: string | undefined
  readonly color: boolean
}

const TWO_FORMATS: Problem = {
  code: 'conflict',
  message: '--json and --format both say what standard output holds.',
  hint: 'Leave one out, or name a file by --out.',
}

/** It would always be the same. */
const OWN_BASELINE: Problem = {
  code: 'conflict',
  message: '--baseline: that is the very run that is judged.',
  hint: 'Name the folder of an earlier run.',
}

function gate(host: Host, wish: Wish): number {
  const problems: Problem[] = []
  if (wish.json && wish.out === undefined && wish.format !== 'json') problems.push(TWO_FORMATS)
  const policy = wish.policy === undefined ? undefined : policyOf(wish.policy, host, problems)
  if (problems.length > 0) return sayProblems(problems, host)
  try {
    const current = readFolders(inFolder(host.cwd, wish.results))
    const earlier = wish.baseline && readFolders(inFolder(host.cwd, wish.baseline))
    if (earlier?.run.run === current.run.run) return sayProblems([OWN_BASELINE], host)
    const report = judgeByPolicy(current, policy ?? defaultPolicy(current.run), earlier)
    const problem = deliver(report, wish, host)
    return problem === undefined ? report.verdict.exitCode : sayProblems([problem], host)
  } catch (error) {
    const bad = badFolder(error)
    if (bad === undefined) throw error
    return sayProblems([bad], host)
  }
}

function policyOf(name: string, { cwd }: Host, problems: Problem[]): Policy | undefined {
  const hint = 'Give a YAML file of limits, for example --policy policy.yaml.'
  return readPolicy({ name, cwd, where: '--policy', hint }, problems)
}

/** Says the verdict everywhere it was asked for; what could not be written is a problem. */
function deliver(report: GateReport, wish: Wish, host: Host): Problem | undefined {
  const { format, out, json, color } = wish
  const printed = json ? 'json' : out === undefined ? format : 'text'
  host.out(renderGate(printed, report, color))
  const jobSummary = host.env['GITHUB_STEP_SUMMARY'] ?? ''
  return (
    written('--out', out, host, (path) => writeFileSync(path, renderGate(format, report))) ??
    written('GITHUB_STEP_SUMMARY', jobSummary === '' ? undefined : jobSummary, host, (path) =>
      appendFileSync(path, renderGate('md', report)),
    )
  )
}

function written(
  where: string,
  file: string | undefined,
  { cwd }: Host,
  write: (path: string) => void,
): Problem | undefined {
  if (file === undefined) return undefined
  try {
    write(resolve(cwd, file))
    return undefined
  } catch (error) {
    if (!isSystemError(error)) throw error
    return unwritable(where, file, error)
  }
}
