import { type ComparedMetric, comparedName } from '../../core/compare-info.ts'
import { SLO_NAMES } from '../../core/slo.ts'

/** `ttft:p95` or `completion`; undefined for anything else. */
export function metricOf(text: string): Omit<ComparedMetric, 'delta'> | undefined {
  const [, named, digits] = /^([a-z0-9]+)(?::p(\d{1,2}(?:\.\d+)?))?$/u.exec(text) ?? []
  const name = SLO_NAMES.find((known) => known === named)
  if (name === undefined || (name === 'completion') !== (digits === undefined)) return undefined
  if (digits === undefined) return { name }
  const percentile = Number(`${digits}e-2`)
  return percentile > 0 ? { name, percentile } : undefined
}

/** Those that are most asked for, for hints. */
export const KNOWN_METRICS: readonly string[] = SLO_NAMES.flatMap((name) =>
  name === 'completion'
    ? [name]
    : [0.5, 0.95, 0.99].map((percentile) => ({ name, percentile, delta: 0 })).map(comparedName),
)
