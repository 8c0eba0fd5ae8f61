import { printable } from './printable.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that is safe as content and as a quoted attribute of HTML, SVG and XML, whoever wrote it. */
export function escapeMarkup(text: string): string {
  return printable(text).replaceAll(/[&<>"']/gu, (character) => ENTITIES[character] ?? character)
}
