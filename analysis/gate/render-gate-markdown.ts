import { runFactsLine, VERDICT_WORD } from '../render/headline.ts'
import { markdownTable, plainMarkdown as plain } from '../render/markdown-table.ts'
import { partSentences } from '../render/parts.ts'
import type { Gate } from '../summary/verdict.ts'
import type { GateReport } from './gate-report.ts'
import { baselineText, gateRows } from './gate-rows.ts'

/** What a policy makes of a run, for the summary of a CI job. */
export function renderGateMarkdown(report: GateReport): string {
  const { verdict, policy, run } = report
  const parts = [
    `# streamgauge gate: ${VERDICT_WORD[verdict.result]}`,
    `${plain(verdict.sentence)} (exit code ${verdict.exitCode})`,
    `policy ${plain(policy)} \u00b7 run ${plain(run.run)} \u00b7 ${plain(runFactsLine(report))}`,
    gatesPart('Gates', verdict.gates),
    gatesPart('Advice (never fails)', report.advice),
    baselinePart(report),
    list(
      'Findings',
      report.findings.map(
        ({ severity, code, route, what, remedy }) =>
          `${severity}: ${code} on ${route}. ${what} ${remedy}`,
      ),
    ),
    list(
      'Doubts',
      report.doubts.map(
        ({ unfit, code, finding, nextStep }) =>
          `${unfit ? 'unfit: ' : ''}${code}. ${finding} ${nextStep}`,
      ),
    ),
    list('Notes', report.notes),
    list('Parts', partSentences(report)),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function gatesPart(title: string, gates: readonly Gate[]): string {
  if (gates.length === 0) return ''
  const rows = gateRows(gates).map(({ decision, limit, where, found, worst }) =>
    [decision, limit, where, found, worst].map(plain),
  )
  return `## ${title}\n\n${markdownTable(['decision', 'limit', 'where', 'found', 'worst'], rows)}`
}

function baselinePart({ baseline }: GateReport): string {
  if (baseline === undefined) return ''
  const effect = baseline.fails
    ? 'A worse metric fails.'
    : 'Advice only: these runs are not paired.'
  const rows = baseline.figures.map((figure) =>
    [
      figure.verdict,
      figure.metric,
      `${figure.scenario} \u00b7 ${figure.route}`,
      baselineText(figure),
    ].map(plain),
  )
  return [
    `## Against the baseline ${plain(baseline.run)}`,
    effect,
    ...baseline.differences.map((text) => `- differs: ${plain(text)}`),
    markdownTable(['', 'metric', 'where', 'before \u2192 now'], rows),
  ].join('\n\n')
}

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `## ${title}\n\n${lines.map((line) => `- ${plain(line)}`).join('\n')}`
