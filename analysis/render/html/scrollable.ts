import { type Markup, markup } from './markup.ts'

/**
 * A table that may be wider than the page: it scrolls within itself, by the keyboard too. `label` names it for those who only
 * hear it.
 */
export function scrollable(label: string, content: Markup, classes = 'scroll'): Markup {
  return markup`<div class="${classes}" tabindex="0" role="group" aria-label="${label}">${content}</div>`
}
