import { findingSentence } from '../render/finding-words.ts'
import { markdownTable, plainMarkdown } from '../render/markdown-table.ts'
import { comparisonFacts, hasFigures, READING, RESULT_WORD } from './headline.ts'
import type { Comparison } from './result.ts'
import { HEAD, type ResultRow, resultRows } from './result-rows.ts'

/** A comparison as Markdown, for a pull request or a job summary. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const { verdict, run, doubts, findings } = comparison
  const rows = resultRows(comparison)
  const notes = rows
    .filter(({ note }) => note !== '')
    .map(({ cells, note }) => `- ${plainMarkdown(`${cells[0]}: ${note}.`)}`)
  const parts = [
    `# streamgauge compare: ${RESULT_WORD[verdict.result]}`,
    `${plainMarkdown(verdict.sentence)} (exit code ${verdict.exitCode})`,
    `${plainMarkdown(comparisonFacts(comparison))} \u00b7 run ${plainMarkdown(run.run)} \u00b7 ${plainMarkdown(run.startedAt)}`,
    ...(hasFigures(comparison) ? [table(rows), notes.join('\n'), plainMarkdown(READING)] : []),
    findings
      .map(
        (one) => `- **${one.severity}** ${plainMarkdown(`${findingSentence(one)} ${one.remedy}`)}`,
      )
      .join('\n'),
    doubts
      .map(
        ({ code, finding, cause, nextStep, unfit }) =>
          `- **${unfit ? 'unfit: ' : ''}${code}** ${plainMarkdown(`${finding} ${cause} ${nextStep}`)}`,
      )
      .join('\n'),
    `Repeat: \`${plainMarkdown(run.commandLine.join(' ')).replaceAll('`', '')}\``,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const table = (rows: readonly ResultRow[]): string =>
  markdownTable(
    HEAD,
    rows.map(({ cells }) => cells.map(plainMarkdown)),
  )
