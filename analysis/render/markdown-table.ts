import { printable } from './printable.ts'

/** A table of Markdown; cells stand in it as they are. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, head.map(() => '---'), ...rows].map(tableLine).join('\n')
}

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Text that Markdown takes literally: nothing in it can start HTML, a link, emphasis or a table cell. */
export function plainMarkdown(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|!#]/gu, String.raw`\$&`)
}
