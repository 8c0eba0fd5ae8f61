import type { Summary } from '../summary/summary.ts'
import { gateLimit, gateValue } from '../verdict/describe-gate.ts'
import { type FigureCell, type FigureRow, figureSections } from './figure-rows.ts'
import { addedSentences, runFactsLine, trustPieces, VERDICT_WORD } from './headline.ts'
import { findingSentence } from './finding-words.ts'
import { markdownTable, plainMarkdown } from './markdown-table.ts'
import { whole } from './numbers.ts'
import { kneeSentence } from '../measure/knees.ts'
import { pairsSentence } from './pairs.ts'
import { partSentences } from './parts.ts'
import { hasKinds, sideTables } from './side-tables.ts'

/** The summary as Markdown, for a pull request or a wiki. */
export function renderMarkdown(summary: Summary): string {
  const { verdict, run } = summary
  const parts = [
    `# streamgauge: ${VERDICT_WORD[verdict.result]}`,
    `${plainMarkdown(verdict.sentence)} (exit code ${verdict.exitCode})`,
    `${plainMarkdown(runFactsLine(summary))} \u00b7 run ${plainMarkdown(run.run)} \u00b7 ${plainMarkdown(run.startedAt)}`,
    doubtsPart(summary),
    findingsPart(summary),
    gatesPart(summary),
    ...sectionsAlone(summary).map(
      (section) =>
        `## ${plainMarkdown(section.scenario)}\n\n${figuresTable(section.rows, section.routes, section.comparedRoutes)}`,
    ),
    ...sideTables(summary).map(
      ({ title, head, rows }) =>
        `## ${plainMarkdown(title)}\n\n${markdownTable(
          head,
          rows.map((row) => row.map(plainMarkdown)),
        )}`,
    ),
    [...summary.comparisons.flatMap(pairsSentence), ...addedSentences(summary)]
      .map((line) => `- ${plainMarkdown(line)}`)
      .join('\n'),
    list('Knee', (summary.knees ?? []).map(kneeSentence)),
    outcomesPart(summary),
    list('Trust', trustPieces(summary)),
    list('Parts', partSentences(summary)),
    `Repeat: \`${plainMarkdown(run.commandLine.join(' ')).replaceAll('`', '')}\``,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** Kinds of streams of one scenario have a table of their own. */
const sectionsAlone = (summary: Summary) =>
  figureSections(summary, false).filter(({ scenario }) => !hasKinds(scenario))

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : `## ${title}\n\n${lines.map((line) => `- ${plainMarkdown(line)}`).join('\n')}`

function doubtsPart({ doubts }: Summary): string {
  if (doubts.length === 0) return ''
  const items = doubts.map(
    ({ code, finding, cause, nextStep, unfit }) =>
      `- **${unfit ? 'unfit: ' : ''}${code}** ${plainMarkdown(finding)} ${plainMarkdown(cause)} *${plainMarkdown(nextStep)}*`,
  )
  return `## Doubts\n\n${items.join('\n')}`
}

function findingsPart({ findings }: Summary): string {
  if (findings.length === 0) return ''
  const items = findings.map(
    (finding) =>
      `- **${finding.severity}** ${plainMarkdown(findingSentence(finding))} *${plainMarkdown(finding.remedy)}*`,
  )
  return `## Findings\n\n${items.join('\n')}`
}

function gatesPart({ verdict }: Summary): string {
  if (verdict.gates.length === 0) return ''
  const rows = verdict.gates.map((gate) => {
    const found = gate.found === undefined ? 'no value' : gateValue(gate, gate.found)
    const worst = gate.worst.map(({ stream }) => plainMarkdown(stream)).join(', ')
    const missed = `${whole(gate.misses)} of ${whole(gate.streams)}`
    return [
      plainMarkdown(gate.scenario),
      plainMarkdown(gate.route),
      plainMarkdown(gateLimit(gate)),
      found,
      missed,
      gate.decision,
      worst,
    ]
  })
  const head = ['scenario', 'route', 'gate', 'found', 'missed', 'decision', 'worst']
  return `## Gates\n\n${markdownTable(head, rows)}`
}

function figuresTable(
  rows: readonly FigureRow[],
  routes: readonly string[],
  compared: readonly string[],
): string {
  const head = [
    'figure',
    '',
    ...routes.map(plainMarkdown),
    ...compared.map((route) =>
      compared.length > 1 ? `difference of ${plainMarkdown(route)}` : 'difference',
    ),
  ]
  const body = rows.map((row) => [
    row.metric,
    row.stat,
    ...row.cells.map((cell) => cellText(cell, row.unit)),
    ...compared.map((_, at) => cellText(row.differences[at], row.unit)),
  ])
  return markdownTable(head, body)
}

function cellText(cell: FigureCell | undefined, unit: string): string {
  if (cell === undefined) return ''
  const withUnit = cell.missing === true || unit === '' ? cell.value : `${cell.value} ${unit}`
  return plainMarkdown(cell.detail === undefined ? withUnit : `${withUnit} ${cell.detail}`)
}

function outcomesPart({ groups }: Summary): string {
  const rows = groups.flatMap((group) =>
    group.outcomes.map(({ outcome, count, example }) => [
      plainMarkdown(group.scenario),
      plainMarkdown(group.route),
      outcome,
      whole(count),
      plainMarkdown(example.stream),
      plainMarkdown(
        [example.errorPhase, example.errorCode, example.errorMessage].filter(Boolean).join(' '),
      ),
    ]),
  )
  if (rows.length === 0) return ''
  return `## Outcomes\n\n${markdownTable(['scenario', 'route', 'outcome', 'streams', 'example', 'error'], rows)}`
}
