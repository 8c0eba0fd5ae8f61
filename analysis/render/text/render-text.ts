import type { Finding } from '../../../core/finding.ts'
import type { Doubt } from '../../summary/doubt.ts'
import type { Summary } from '../../summary/summary.ts'
import type { Gate } from '../../summary/verdict.ts'
import { gateLimit, gateValue } from '../../verdict/describe-gate.ts'
import { type FigureSection, figureSections } from '../figure-rows.ts'
import { addedSentences, runFactsLine, trustPieces, VERDICT_WORD } from '../headline.ts'
import { whole } from '../numbers.ts'
import { pairsSentence } from '../pairs.ts'
import { partSentences } from '../parts.ts'
import { printable } from '../printable.ts'
import { kneeSentence } from '../../measure/knees.ts'
import { hasKinds, sideTables } from '../side-tables.ts'
import { failureSentences } from './failure-lines.ts'
import { figuresTable } from './figures-table.ts'
import { type Ink, inkOf } from './ink.ts'
import { FINDING_LABEL, findingSentence } from '../finding-words.ts'
import { sideTableLines } from './side-table-lines.ts'
import { wrap } from './wrap.ts'

export interface TextOptions {
  /** Escape sequences for colour; off unless asked for. */
  readonly color?: boolean
  /** Where the report lies, as the reader would type it. */
  readonly reportPath?: string
}

const WIDTH = 100
const LABEL = 12

/** The summary for a terminal: verdict, doubts, figures side by side, how far to trust them, what next. */
export function renderText(summary: Summary, options: TextOptions = {}): string {
  const ink = inkOf(options.color ?? false)
  const blocks = [
    verdictLines(summary, ink),
    summary.verdict.gates.flatMap((gate) => gateLines(gate, ink)),
    summary.doubts.flatMap((doubt) => doubtLines(doubt, ink)),
    summary.findings.flatMap((finding) => findingLines(finding, ink)),
    ...figureBlocks(summary, ink),
    ...sideTables(summary).map((table) => sideTableLines(table, ink)),
    (summary.knees ?? []).flatMap((knee) => labelled('knee', printable(kneeSentence(knee)))),
    failureSentences(summary.groups).flatMap((line) => labelled('failure', line)),
    [
      ...summary.comparisons.flatMap(pairsSentence).flatMap((line) => labelled('pairs', line)),
      ...addedSentences(summary).flatMap((line) => labelled('added', line)),
      ...labelled('trust', trustPieces(summary).join(' \u00b7 ')),
      ...partSentences(summary).flatMap((line) => labelled('part', line)),
    ],
    endLines(summary, options.reportPath),
  ]
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return `${text.join('\n\n')}\n`
}

function verdictLines(summary: Summary, ink: Ink): readonly string[] {
  const { verdict } = summary
  const word = VERDICT_WORD[verdict.result]
  const facts = `  ${runFactsLine(summary)}`
  const gap = ' '.repeat(Math.max(4, WIDTH - 'streamgauge'.length - facts.length - word.length))
  return [
    `${ink.bold('streamgauge')}${facts}${gap}${ink.verdict(verdict.result, word)}`,
    ...wrap(printable(verdict.sentence), WIDTH),
  ]
}

/** A gate that was kept is a few words in the verdict; any other is shown whole. */
function gateLines(gate: Gate, ink: Ink): readonly string[] {
  if (gate.decision === 'pass') return []
  const interval =
    gate.low === undefined || gate.high === undefined
      ? ''
      : ` [${gateValue(gate, gate.low)}, ${gateValue(gate, gate.high)}]`
  const found = gate.found === undefined ? 'no value' : `${gateValue(gate, gate.found)}${interval}`
  const where = `${printable(gate.scenario)} \u00b7 ${printable(gate.route)}`
  const missed = `${whole(gate.misses)} of ${whole(gate.streams)} missed`
  const line = [gateLimit(gate), where, `found ${found}`, missed].join('   ')
  const worst = gate.worst.map(({ stream, value }) =>
    value === undefined ? printable(stream) : `${printable(stream)} ${gateValue(gate, value)}`,
  )
  return [
    `${ink.warn(gate.decision.padEnd(LABEL))}${line}`,
    ...labelled('  worst', worst.join(' \u00b7 ')),
  ]
}

function doubtLines(doubt: Doubt, ink: Ink): readonly string[] {
  const mark = doubt.unfit ? 'UNFIT' : 'doubt'
  const [first = '', ...rest] = wrap(printable(doubt.finding), WIDTH - LABEL)
  const advice = wrap(printable(`${doubt.cause} ${doubt.nextStep}`), WIDTH - LABEL)
  return [
    `${ink.warn(mark.padEnd(LABEL))}${first}`,
    ...rest.map(indented),
    ...advice.map((line) => indented(ink.dim(line))),
  ]
}

function findingLines(finding: Finding, ink: Ink): readonly string[] {
  const label = FINDING_LABEL[finding.severity]
  const [first = '', ...rest] = wrap(findingSentence(finding), WIDTH - LABEL)
  const remedy = wrap(printable(finding.remedy), WIDTH - LABEL)
  return [
    `${ink.warn(label.padEnd(LABEL))}${first}`,
    ...rest.map(indented),
    ...remedy.map((line) => indented(ink.dim(line))),
  ]
}

function figureBlocks(summary: Summary, ink: Ink): readonly (readonly string[])[] {
  const sections = figureSections(summary, true).filter(({ scenario }) => !hasKinds(scenario))
  const unfit = 'The figures in milliseconds are UNFIT: they tell of the client, not of the target.'
  return sections.map((section) => [
    ...(sections.length > 1 ? [ink.bold(printable(section.scenario))] : []),
    ...(summary.fit ? [] : [ink.warn(unfit)]),
    ...figuresTable(section, ink),
    ...tildeLines(section, ink),
  ])
}

/** What `~` means, where it stands. */
function tildeLines({ rows }: FigureSection, ink: Ink): readonly string[] {
  const stands = rows.some((row) => row.differences.some((cell) => cell?.value.startsWith('~')))
  const meaning = '~ cannot be told from zero, or is less than twice our own error'
  return stands ? [ink.dim(' '.repeat(LABEL) + meaning)] : []
}

function endLines(summary: Summary, reportPath: string | undefined): readonly string[] {
  const { run, droppedStarts, verdict } = summary
  const next =
    run.target === 'mock' && verdict.result === 'pass'
      ? 'npm run load -- --target https://your.host/v1 --dialect openai-chat --model NAME --rate 5'
      : ''
  return [
    ...labelled('dropped', droppedStarts > 0 ? `${whole(droppedStarts)} intended starts` : ''),
    // Never wrapped: these are to be copied.
    ...(reportPath === undefined ? [] : [`${'report'.padEnd(LABEL)}${reportPath}`]),
    ...(next === '' ? [] : [`${'next'.padEnd(LABEL)}${next}`]),
  ]
}

function labelled(label: string, text: string): readonly string[] {
  if (text === '') return []
  const [first = '', ...rest] = wrap(text, WIDTH - LABEL)
  return [`${label.padEnd(LABEL)}${first}`, ...rest.map(indented)]
}

const indented = (line: string): string => ' '.repeat(LABEL) + line
