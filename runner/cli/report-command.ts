import { writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import {
  judgeFolder,
  NotAResultsFolder,
  renderReport,
  REPORT_FORMATS,
  type ReportFormat,
} from '../../analysis/index.ts'
import { EXIT } from '../exit-codes.ts'
import { type Option, single } from '../options/option.ts'
import { refuse } from '../options/parsed.ts'
import type { Problem } from '../options/problem.ts'
import { reasonOf } from '../options/reason.ts'
import { oneOf, onOff, text } from '../options/text.ts'
import type { CommandRow } from './command-row.ts'
import type { Host } from './host.ts'
import { readWords } from './read-words.ts'
import { sayProblems } from './say-problems.ts'

const LATEST = 'results/latest'

const folder = single({
  group: 'Results:',
  takes: 'RESULTS',
  shows: 'folder of a finished run',
  parse: text('the name of a folder', LATEST),
})

const OPTIONS = {
  results: {
    ...folder,
    positional: true,
    read: (texts, flag) =>
      texts.length > 1
        ? refuse(`${texts.length} folders are named.`, 'Give one.')
        : folder.read(texts, flag),
  } satisfies Option<string>,
  format: single({
    group: 'Results:',
    takes: REPORT_FORMATS.join('|'),
    shows: 'how to render it (default: text)',
    parse: oneOf(REPORT_FORMATS),
  }),
  out: single({
    group: 'Results:',
    takes: 'FILE',
    shows: 'file to write instead of standard output',
    parse: text('the name of a file', 'report.html'),
  }),
  json: single({ group: 'Results:', shows: 'the same as --format json', parse: onOff }),
  'no-color': single({ group: 'Results:', shows: 'no colours', parse: onOff }),
}

export const reportCommand: CommandRow = {
  name: 'report',
  words: '[RESULTS]',
  shows: `renders a finished run again, ${LATEST} where none is named`,
  options: OPTIONS,
  examples: [
    'streamgauge report',
    'streamgauge report results/mine --format html --out report.html',
    'streamgauge report --format md >> "$GITHUB_STEP_SUMMARY"',
  ],
  run: async (words, host) =>
    readWords(words, OPTIONS, host, (values) => {
      const color =
        host.terminal && values['no-color'] !== true && (host.env['NO_COLOR'] ?? '') === ''
      return report(host, {
        results: values.results ?? LATEST,
        format: values.json === true ? 'json' : (values.format ?? 'text'),
        out: values.out,
        color,
      })
    }),
}

interface Wish {
  readonly results: string
  readonly format: ReportFormat
  readonly out: string | undefined
  readonly color: boolean
}

function report(host: Host, { results, format, out, color }: Wish): number {
  const refused = (problem: Problem): number => sayProblems([problem], host)
  // As the user wrote it where that is enough: it is named in messages.
  const directory = host.cwd === process.cwd() ? results : resolve(host.cwd, results)
  try {
    const judged = judgeFolder(directory)
    const reportPath = relative(host.cwd, resolve(host.cwd, results, 'report.html'))
    const rendered = renderReport(format, judged, { color: color && out === undefined, reportPath })
    if (out === undefined) host.out(rendered)
    else writeFileSync(resolve(host.cwd, out), rendered)
    return EXIT.pass
  } catch (error) {
    if (error instanceof NotAResultsFolder) {
      return refused({ code: 'bad-folder', message: `${error.message}.`, hint: error.hint })
    }
    if (out === undefined || !isSystemError(error)) throw error
    const message = `--out: "${out}" cannot be written (${reasonOf(error)}).`
    return refused({ code: 'bad-file', message, hint: 'Give a file that can be written.' })
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error
