import { renderJunit } from '../render/render-junit.ts'
import type { GateReport } from './gate-report.ts'
import { renderGateMarkdown } from './render-gate-markdown.ts'
import { renderGateText } from './render-gate-text.ts'

/** The formats of `gate --format`. */
export const GATE_FORMATS = ['text', 'md', 'junit', 'json'] as const
export type GateFormat = (typeof GATE_FORMATS)[number]

/** What a policy makes of a run, in one format. Colour is for `text` only. */
export function renderGate(format: GateFormat, report: GateReport, color = false): string {
  const renderers: Readonly<Record<GateFormat, () => string>> = {
    text: () => renderGateText(report, color),
    md: () => renderGateMarkdown(report),
    junit: () => renderJunit(report, report.advice),
    json: () => `${JSON.stringify(report, undefined, 2)}\n`,
  }
  return renderers[format]()
}
