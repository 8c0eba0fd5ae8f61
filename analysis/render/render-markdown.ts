import type { Summary } from '../summary/summary.ts'
import { gateLimit, gateValue } from '../verdict/describe-gate.ts'
import { type FigureCell, type FigureRow, figureSections } from './figure-rows.ts'
import { addedSentences, runFactsLine, trustPieces, VERDICT_WORD } from './headline.ts'
import { findingSentence } from './finding-words.ts'
import { whole } from './numbers.ts'
import { pairsSentence } from './pairs.ts'
import { partSentences } from './parts.ts'
import { printable } from './printable.ts'

/** The summary as Markdown, for a pull request or a wiki. */
export function renderMarkdown(summary: Summary): string {
  const { verdict, run } = summary
  const parts = [
    `# streamgauge: ${VERDICT_WORD[verdict.result]}`,
    `${plain(verdict.sentence)} (exit code ${verdict.exitCode})`,
    `${plain(runFactsLine(summary))} \u00b7 run ${plain(run.run)} \u00b7 ${plain(run.startedAt)}`,
    doubtsPart(summary),
    findingsPart(summary),
    gatesPart(summary),
    ...figureSections(summary, false).map(
      (section) =>
        `## ${plain(section.scenario)}\n\n${figuresTable(section.rows, section.routes, section.comparedRoutes)}`,
    ),
    [...summary.comparisons.flatMap(pairsSentence), ...addedSentences(summary)]
      .map((line) => `- ${plain(line)}`)
      .join('\n'),
    outcomesPart(summary),
    list('Trust', trustPieces(summary)),
    list('Parts', partSentences(summary)),
    `Repeat: \`${plain(run.commandLine.join(' ')).replaceAll('`', '')}\``,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `## ${title}\n\n${lines.map((line) => `- ${plain(line)}`).join('\n')}`

function doubtsPart({ doubts }: Summary): string {
  if (doubts.length === 0) return ''
  const items = doubts.map(
    ({ code, finding, cause, nextStep, unfit }) =>
      `- **${unfit ? 'unfit: ' : ''}${code}** ${plain(finding)} ${plain(cause)} *${plain(nextStep)}*`,
  )
  return `## Doubts\n\n${items.join('\n')}`
}

function findingsPart({ findings }: Summary): string {
  if (findings.length === 0) return ''
  const items = findings.map(
    (finding) =>
      `- **${finding.severity}** ${plain(findingSentence(finding))} *${plain(finding.remedy)}*`,
  )
  return `## Findings\n\n${items.join('\n')}`
}

function gatesPart({ verdict }: Summary): string {
  if (verdict.gates.length === 0) return ''
  const rows = verdict.gates.map((gate) => {
    const found = gate.found === undefined ? 'no value' : gateValue(gate, gate.found)
    const worst = gate.worst.map(({ stream }) => plain(stream)).join(', ')
    const missed = `${whole(gate.misses)} of ${whole(gate.streams)}`
    return [
      plain(gate.scenario),
      plain(gate.route),
      plain(gateLimit(gate)),
      found,
      missed,
      gate.decision,
      worst,
    ]
  })
  const head = ['scenario', 'route', 'gate', 'found', 'missed', 'decision', 'worst']
  return `## Gates\n\n${table(head, rows)}`
}

function figuresTable(
  rows: readonly FigureRow[],
  routes: readonly string[],
  compared: readonly string[],
): string {
  const head = [
    'figure',
    '',
    ...routes.map(plain),
    ...compared.map((route) =>
      compared.length > 1 ? `difference of ${plain(route)}` : 'difference',
    ),
  ]
  const body = rows.map((row) => [
    row.metric,
    row.stat,
    ...row.cells.map((cell) => cellText(cell, row.unit)),
    ...compared.map((_, at) => cellText(row.differences[at], row.unit)),
  ])
  return table(head, body)
}

function cellText(cell: FigureCell | undefined, unit: string): string {
  if (cell === undefined) return ''
  const withUnit = cell.missing === true || unit === '' ? cell.value : `${cell.value} ${unit}`
  return plain(cell.detail === undefined ? withUnit : `${withUnit} ${cell.detail}`)
}

function outcomesPart({ groups }: Summary): string {
  const rows = groups.flatMap((group) =>
    group.outcomes.map(({ outcome, count, example }) => [
      plain(group.scenario),
      plain(group.route),
      outcome,
      whole(count),
      plain(example.stream),
      plain(
        [example.errorPhase, example.errorCode, example.errorMessage].filter(Boolean).join(' '),
      ),
    ]),
  )
  if (rows.length === 0) return ''
  return `## Outcomes\n\n${table(['scenario', 'route', 'outcome', 'streams', 'example', 'error'], rows)}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(tableLine).join('\n')
}

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Text that Markdown takes literally: nothing in it can start HTML, a link, emphasis or a table cell. */
function plain(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|!#]/gu, String.raw`\$&`)
}
