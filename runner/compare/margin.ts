import { type ComparedMetric, comparedName, defaultDelta } from '../../core/compare-info.ts'
import { SLO_NAMES } from '../../core/slo.ts'
import { accept, type Parser, refuse } from '../options/parsed.ts'
import { percentileOf } from '../options/percentile.ts'

/** A margin of `--delta`, and the metrics that it is for. */
export interface Margin {
  /** `ttft`, `p95`, `ttft:p95`; absent: all times. */
  readonly of?: string
  readonly delta: number
}

/** `5%`, `0.05`, `p95=10%`, `ttft:p95=8%`. */
export const margin: Parser<Margin> = (text, flag) => {
  const [, of, size = ''] = /^(?:([^=]*)=)?(.*)$/su.exec(text.trim()) ?? []
  const delta = sizeOf(size.trim())
  const hint = `Give a part above 0 and below 1, or one for some only, for example ${flag} 5% or ${flag} ttft=5%,p95=10%.`
  if (delta === undefined) return refuse(`"${text}" is no margin.`, hint)
  if (of === undefined) return accept({ delta })
  return isOf(of.trim())
    ? accept({ of: of.trim(), delta })
    : refuse(`"${text}": no figure is called ${of.trim()}.`, hint)
}

/**
 * The margin of a metric: that of its whole name, else of its name, else of its percentile, else of all times; each the last one
 * given; else the default. `completion` is no time: only a margin of its own name is for it.
 */
export function deltaOf(metric: Omit<ComparedMetric, 'delta'>, margins: readonly Margin[]): number {
  const whole = comparedName(metric)
  const [name, percentile] = whole.split(':')
  const names = metric.name === 'completion' ? [whole] : [whole, name, percentile, undefined]
  const found = names
    .map((of) => margins.findLast((one) => one.of === of))
    .find((one) => one !== undefined)
  return found?.delta ?? defaultDelta(metric)
}

function isOf(text: string): boolean {
  const [first = '', second, ...more] = text.split(':')
  const named = SLO_NAMES.some((name) => name === first)
  if (second === undefined) return named || percentileOf(first) !== undefined
  return named && first !== 'completion' && percentileOf(second) !== undefined && more.length === 0
}

function sizeOf(text: string): number | undefined {
  const [, number, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/u.exec(text) ?? []
  if (number === undefined) return undefined
  const size = percent === '%' ? Number(`${number}e-2`) : Number(number)
  return size > 0 && size < 1 ? size : undefined
}
