import { THIN } from '../render/numbers.ts'
import { printable } from '../render/printable.ts'
import { effectValue, figureText, intervalText, marginText } from './effect-text.ts'
import { explain } from './explain.ts'
import type { Comparison, MetricResult } from './result.ts'

/** Heads of the columns of every table of a comparison. */
export const HEAD = [
  'metric',
  'A',
  'B',
  'B/A',
  `95${THIN}% interval`,
  'margin',
  'verdict',
  'A2/A',
] as const

/** One line of the table, its cells as text, and what is to be said of it. */
export interface ResultRow {
  readonly cells: readonly string[]
  readonly metric: MetricResult
  /** Why it is inconclusive; else empty. */
  readonly note: string
}

export function resultRows({ metrics, run }: Comparison): readonly ResultRow[] {
  const several =
    new Set(metrics.map(({ scenario }) => scenario)).size > 1 || run.scenarios.length > 1
  return metrics.map((metric) => ({
    cells: [
      several ? `${printable(metric.scenario)} ${metric.metric}` : metric.metric,
      figureText(metric, metric.a),
      figureText(metric, metric.b),
      metric.effect ? effectValue(metric, metric.effect.estimate) : 'n/a',
      metric.effect ? intervalText(metric, metric.effect) : 'n/a',
      marginText(metric.delta),
      metric.verdict,
      metric.control ? effectValue(metric, metric.control.estimate) : 'n/a',
    ],
    metric,
    note: explain(metric),
  }))
}
