import { escapeMarkup } from '../escape-markup.ts'

/** Markup that may be put into a page as it is. Only `markup` makes it, so nothing reaches a page unescaped. */
export interface Markup {
  readonly markup: string
}

export type MarkupValue = Markup | string | number | undefined | readonly Markup[]

/** A template whose values are escaped, unless they are markup themselves; `undefined` is nothing. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const parts = strings.map((text, at) => (at === 0 ? text : `${render(values[at - 1])}${text}`))
  return { markup: parts.join('') }
}

export const NOTHING: Markup = markup``

function render(value: MarkupValue): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escapeMarkup(value)
  return isList(value) ? value.map((each) => each.markup).join('') : value.markup
}

const isList = (value: Markup | readonly Markup[]): value is readonly Markup[] =>
  Array.isArray(value)
