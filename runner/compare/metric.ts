import type { ComparedMetric } from '../../core/compare-info.ts'
import { SLO_NAMES, type SloName } from '../../core/slo.ts'
import { accept, type Parser, refuse } from '../options/parsed.ts'
import { percentileOf } from '../options/percentile.ts'
import { suggestion } from '../options/suggestion.ts'

const DEFAULT_PERCENTILE = 0.5

/** One figure to compare, `NAME[:pNN]` by the names of an SLO; p50 where no percentile is given. */
export const metric: Parser<Omit<ComparedMetric, 'delta'>> = (text, flag) => {
  const [name = '', written, ...more] = text.trim().split(':')
  const found = SLO_NAMES.find((known): known is SloName => known === name)
  if (found === undefined) {
    return refuse(`"${text}": no figure is called ${name}.`, suggestion(name, SLO_NAMES))
  }
  if (found === 'completion') {
    return written === undefined
      ? accept({ name: found })
      : refuse(
          `"${text}": completion is a ratio of counts and has no percentile.`,
          `Give ${flag} completion.`,
        )
  }
  const percentile = written === undefined ? DEFAULT_PERCENTILE : percentileOf(written)
  if (percentile === undefined || more.length > 0) {
    return refuse(
      `"${text}" is not a figure with its percentile.`,
      `Give NAME[:pNN], for example ${flag} ttft:p95.`,
    )
  }
  return accept({ name: found, percentile })
}
