import { FINDING_LABEL, findingSentence } from '../render/finding-words.ts'
import { percent } from '../render/numbers.ts'
import { printable } from '../render/printable.ts'
import { type Ink, inkOf } from '../render/text/ink.ts'
import { wrap } from '../render/text/wrap.ts'
import type { VerdictResult } from '../summary/verdict.ts'
import { comparisonFacts, hasFigures, READING, RESULT_WORD } from './headline.ts'
import type { Comparison, ComparisonResult, MetricVerdict } from './result.ts'
import { HEAD, resultRows } from './result-rows.ts'

const WIDTH = 100
const LABEL = 12
/** Columns of words begin at the left, those of numbers end at the right. */
const WORDS: ReadonlySet<number> = new Set([0, 6])

const COLOR_OF: Readonly<Record<ComparisonResult, VerdictResult>> = {
  worse: 'fail',
  fail: 'fail',
  better: 'pass',
  same: 'pass',
  inconclusive: 'inconclusive',
  invalid: 'invalid',
}

/** A comparison for a terminal: verdict, table, what is undecided and why, doubts, how to read it. */
export function renderComparisonText(comparison: Comparison, color: boolean): string {
  const ink = inkOf(color)
  const blocks = [
    head(comparison, ink),
    ...(hasFigures(comparison) ? [table(comparison, ink), notes(comparison, ink)] : []),
    findings(comparison, ink),
    doubts(comparison, ink),
    trust(comparison),
    hasFigures(comparison) ? labelled('reading', READING).map(ink.dim) : [],
  ]
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return `${text.join('\n\n')}\n`
}

function head(comparison: Comparison, ink: Ink): readonly string[] {
  const { result, sentence } = comparison.verdict
  return [
    `${ink.bold('compare')}  ${ink.verdict(COLOR_OF[result], RESULT_WORD[result])}`,
    ...wrap(printable(sentence), WIDTH),
    ...wrap(comparisonFacts(comparison), WIDTH).map(ink.dim),
  ]
}

function table(comparison: Comparison, ink: Ink): readonly string[] {
  const rows = resultRows(comparison)
  const lines = [HEAD, ...rows.map(({ cells }) => cells)]
  const widths = HEAD.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const laidOut = lines.map((line) =>
    line.map((cell, at) =>
      WORDS.has(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    ),
  )
  return laidOut.map((cells, at) => {
    const verdict = rows[at - 1]?.metric.verdict
    if (verdict === undefined) return ink.dim(cells.join('  ').trimEnd())
    return cells.map((cell, i) => (i === 6 ? painted(cell, verdict, ink) : cell)).join('  ')
  })
}

const painted = (cell: string, verdict: MetricVerdict, ink: Ink): string =>
  verdict === 'same' ? cell : ink.verdict(COLOR_OF[verdict], cell)

/** Each reason once, with the metrics that it holds for. */
function notes(comparison: Comparison, ink: Ink): readonly string[] {
  const withNote = resultRows(comparison).filter(({ note }) => note !== '')
  return [...Map.groupBy(withNote, ({ note }) => note)].flatMap(([note, rows]) =>
    labelled('undecided', `${rows.map(({ cells }) => cells[0]).join(', ')}: ${note}.`, ink.warn),
  )
}

function findings({ findings: found }: Comparison, ink: Ink): readonly string[] {
  return found.flatMap((one) =>
    labelled(
      FINDING_LABEL[one.severity],
      `${findingSentence(one)} ${printable(one.remedy)}`,
      ink.warn,
    ),
  )
}

function doubts({ doubts: found }: Comparison, ink: Ink): readonly string[] {
  return found.flatMap(({ unfit, finding, cause, nextStep }) =>
    labelled(unfit ? 'UNFIT' : 'doubt', printable(`${finding} ${cause} ${nextStep}`), ink.warn),
  )
}

function trust({ trust: found, fit }: Comparison): readonly string[] {
  const pieces = [
    fit ? 'client fit' : 'client UNFIT',
    ...(found.ownLagP99Ms === undefined ? [] : [`own lag p99 ${found.ownLagP99Ms.toFixed(2)} ms`]),
    ...(found.clientCpuRatio === undefined ? [] : [`client CPU ${percent(found.clientCpuRatio)}`]),
  ]
  return labelled('trust', pieces.join(' \u00b7 '))
}

function labelled(
  label: string,
  text: string,
  paint: (text: string) => string = (plain) => plain,
): readonly string[] {
  const [first = '', ...rest] = wrap(text, WIDTH - LABEL)
  return [`${paint(label.padEnd(LABEL))}${first}`, ...rest.map((line) => ' '.repeat(LABEL) + line)]
}
