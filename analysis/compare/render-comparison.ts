import { renderComparisonMarkdown } from './render-markdown.ts'
import { renderComparisonText } from './render-text.ts'
import type { Comparison } from './result.ts'

/** Formats that a comparison has. */
export const COMPARISON_FORMATS = ['text', 'md', 'json'] as const
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number]

/** A comparison in one format; `color` concerns `text` only. */
export function renderComparison(
  format: ComparisonFormat,
  comparison: Comparison,
  color = false,
): string {
  const renderers: Readonly<Record<ComparisonFormat, () => string>> = {
    text: () => renderComparisonText(comparison, color),
    md: () => renderComparisonMarkdown(comparison),
    json: () => `${JSON.stringify(comparison, undefined, 2)}\n`,
  }
  return renderers[format]()
}
