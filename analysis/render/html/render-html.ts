import type { Samples } from '../../charts/samples.ts'
import type { Summary } from '../../summary/summary.ts'
import { escapeMarkup } from '../escape-markup.ts'
import { renderText } from '../text/render-text.ts'

/** The report of a run as one self-contained page. */
export function renderHtml(summary: Summary, samples: Samples): string {
  return `<!doctype html><meta charset="utf-8"><title>streamgauge</title><pre data-groups="${samples.groups.length}">${escapeMarkup(renderText(summary)).replaceAll(String.raw`\u000a`, '\n')}</pre>\n`
}
