import { writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import {
  compareFolders,
  COMPARISON_FORMATS,
  type Directories,
  judgeFolders,
  renderComparison,
  renderReport,
  REPORT_FORMATS,
  type ReportFormat,
} from '../../analysis/index.ts'
import { EXIT } from '../exit-codes.ts'
import { single } from '../options/option.ts'
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
  words: '[RESULTS…]',
  shows: `renders a finished run again, ${LATEST} where none is named; several folders of one run are merged`,
  options: OPTIONS,
  examples: [
    'streamgauge report',
    'streamgauge report results/mine --format html --out report.html',
    'streamgauge report results/generator-1 results/generator-2',
    'streamgauge report --format md >> "$GITHUB_STEP_SUMMARY"',
  ],
  notes: [
    'The folder of a comparison is compared again (text, md, json); html and junit show its sides as any run.',
  ],
  run: async (words, host) =>
    readWords(words, OPTIONS, host, (values) => {
      const color =
        host.terminal && values['no-color'] !== true && (host.env['NO_COLOR'] ?? '') === ''
      return report(host, {
        results: directoriesOf(values.results),
        format: values.json === true ? 'json' : (values.format ?? 'text'),
        out: values.out,
        color,
      })
    }),
}

interface Wish {
  readonly results: Directories
  readonly format: ReportFormat
  readonly out: string | undefined
  readonly color: boolean
}

function report(host: Host, { results, format, out, color }: Wish): number {
  const refused = (problem: Problem): number => sayProblems([problem], host)
  try {
    const directories = inFolder(host.cwd, results)
    const options = {
      color: color && out === undefined,
      ...(results.length === 1 && { reportPath: reportPath(host.cwd, results[0]) }),
    }
    const rendered =
      asComparison(directories, format, options.color) ??
      renderReport(format, judgeFolders(directories), options)
    if (out === undefined) host.out(rendered)
    else writeFileSync(resolve(host.cwd, out), rendered)
    return EXIT.pass
  } catch (error) {
    const bad = badFolder(error)
    if (bad !== undefined) return refused(bad)
    if (out === undefined || !isSystemError(error)) throw error
    return refused(unwritable('--out', out, error))
  }
}

/** A run of `compare` again as a comparison, in the formats that one has; undefined for any other. */
function asComparison(
  directories: Directories,
  format: ReportFormat,
  color: boolean,
): string | undefined {
  const known = COMPARISON_FORMATS.find((one) => one === format)
  if (known === undefined) return undefined
  const comparison = compareFolders(directories)
  return comparison && renderComparison(known, comparison, color)
}

const reportPath = (cwd: string, results: string): string =>
  relative(cwd, resolve(cwd, results, 'report.html'))
