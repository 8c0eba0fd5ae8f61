import { measured, THIN } from '../render/numbers.ts'
import type { Effect, MetricResult } from './result.ts'

type Described = Pick<MetricResult, 'kind' | 'unit'>

/** `1.102`, or for a difference of completion ratios `+0.3 %`. */
export function effectValue({ kind }: Described, value: number): string {
  if (kind === 'times') return value.toFixed(3)
  const text = Math.abs(value * 100).toFixed(1)
  if (text === '0.0') return `0${THIN}%`
  return `${value < 0 ? '\u2212' : '+'}${text}${THIN}%`
}

/** `[1.089, 1.113]`. */
export const intervalText = (metric: Described, { low, high }: Effect): string =>
  `[${effectValue(metric, low)}, ${effectValue(metric, high)}]`

/** `200.4 ms`, `99.8 %`. */
export function figureText({ unit }: Described, value: number | undefined): string {
  if (value === undefined) return 'n/a'
  if (unit === 'ratio') return `${Number((value * 100).toFixed(2))}${THIN}%`
  return `${measured(value)}${THIN}${unit}`
}

/** `±5 %`. */
export const marginText = (delta: number): string =>
  `\u00b1${Number((delta * 100).toPrecision(6))}${THIN}%`
