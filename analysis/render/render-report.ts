import type { Judged } from '../judge.ts'
import { renderHtml } from './html/render-html.ts'
import { renderJunit } from './render-junit.ts'
import { renderMarkdown } from './render-markdown.ts'
import { renderText, type TextOptions } from './text/render-text.ts'

/** The formats of `report --format`. */
export const REPORT_FORMATS = ['text', 'md', 'html', 'junit', 'json'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** A judged run in one format. `options` concern `text` only. */
export function renderReport(
  format: ReportFormat,
  { summary, samples }: Judged,
  options: TextOptions = {},
): string {
  const renderers: Readonly<Record<ReportFormat, () => string>> = {
    text: () => renderText(summary, options),
    md: () => renderMarkdown(summary),
    html: () => renderHtml(summary, samples),
    junit: () => renderJunit(summary),
    json: () => `${JSON.stringify(summary, undefined, 2)}\n`,
  }
  return renderers[format]()
}
