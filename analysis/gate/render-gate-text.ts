import { runFactsLine, VERDICT_WORD } from '../render/headline.ts'
import { partSentences } from '../render/parts.ts'
import { printable } from '../render/printable.ts'
import { inkOf, type Ink } from '../render/text/ink.ts'
import { wrap } from '../render/text/wrap.ts'
import type { Gate } from '../summary/verdict.ts'
import { gateFound, gateLimit } from '../verdict/describe-gate.ts'
import type { GateReport } from './gate-report.ts'
import { baselineText, type GateRow, gateRows } from './gate-rows.ts'

const WIDTH = 100
const LABEL = 12

/** What a policy makes of a run, for a terminal or the log of a CI: verdict, what did not hold, what did, advice. */
export function renderGateText(report: GateReport, color: boolean): string {
  const ink = inkOf(color)
  const blocks = [
    headLines(report, ink),
    gateRows(report.verdict.gates.filter(({ decision }) => decision !== 'pass')).flatMap((row) =>
      missedLines(row, ink),
    ),
    heldLines(report.verdict.gates),
    adviceLines(report.advice, ink),
    baselineLines(report),
    report.findings.flatMap(({ severity, code, route, what }) =>
      labelled(severity === 'error' ? 'FAULT' : severity, `${code} on ${route}: ${what}`),
    ),
    report.doubts.flatMap(({ unfit, finding, nextStep }) =>
      labelled(unfit ? 'UNFIT' : 'doubt', `${finding} ${nextStep}`),
    ),
    [
      ...report.notes.flatMap((note) => labelled('note', note)),
      ...partSentences(report).flatMap((line) => labelled('part', line)),
    ],
  ]
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return `${text.join('\n\n')}\n`
}

function headLines(report: GateReport, ink: Ink): readonly string[] {
  const { verdict, policy, run } = report
  const word = VERDICT_WORD[verdict.result]
  const facts = `  policy ${printable(policy)} \u00b7 run ${printable(run.run)} \u00b7 ${runFactsLine(report)}`
  return [
    `${ink.bold('streamgauge gate')}${facts}    ${ink.verdict(verdict.result, word)}`,
    ...wrap(printable(`${verdict.sentence} (exit code ${verdict.exitCode})`), WIDTH),
  ]
}

function missedLines(row: GateRow, ink: Ink): readonly string[] {
  return [
    ...labelled(row.decision, `${row.limit}   ${row.where}   found ${row.found}`),
    ...(row.worst === '' ? [] : labelled('', `worst: ${row.worst}`)),
  ].map(ink.warn)
}

/** Each limit that held once, with what was found where. */
function heldLines(gates: readonly Gate[]): readonly string[] {
  const held = gates.filter(({ decision }) => decision === 'pass')
  return [...Map.groupBy(held, gateLimit)].flatMap(([limit, same]) => {
    const where = same.map((gate) => `${gate.scenario} \u00b7 ${gate.route} ${gateFound(gate)}`)
    return labelled('pass', `${limit}   ${where.join(', ')}`)
  })
}

/** Advice that was kept says nothing. */
function adviceLines(advice: readonly Gate[], ink: Ink): readonly string[] {
  return gateRows(advice)
    .filter(({ decision }) => decision !== 'pass')
    .flatMap((row) =>
      labelled('advice', `${row.decision}   ${row.limit}   ${row.where}   found ${row.found}`),
    )
    .map(ink.dim)
}

function baselineLines({ baseline }: GateReport): readonly string[] {
  if (baseline === undefined) return []
  const effect = baseline.fails ? 'a worse metric fails' : 'advice only, see docs/gate.md'
  return [
    ...labelled('baseline', `${baseline.run}, ${baseline.startedAt} (${effect})`),
    ...baseline.differences.flatMap((text) => labelled('', `differs: ${text}`)),
    ...baseline.figures.flatMap((figure) =>
      labelled(
        `  ${figure.verdict === 'inconclusive' ? 'unclear' : figure.verdict}`,
        `${figure.metric}   ${figure.scenario} \u00b7 ${figure.route}   ${baselineText(figure)}`,
      ),
    ),
  ]
}

function labelled(label: string, text: string): readonly string[] {
  const [first = '', ...rest] = wrap(printable(text), WIDTH - LABEL)
  return [label.padEnd(LABEL) + first, ...rest.map((line) => ' '.repeat(LABEL) + line)]
}
