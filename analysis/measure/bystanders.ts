import { quantile } from '../../core/stats/quantile.ts'
import { quantileInterval } from '../../core/stats/quantile-interval.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { StreamTable } from '../read/stream-table.ts'
import type { SlowReaderFigures } from '../summary/slow-readers.ts'
import { compact } from './compact.ts'

/** Kinds of streams beside slow readers, and of the same streams without them. */
const BESIDE = 'bystander'
const ALONE = 'alone'

type Tables = ReadonlyMap<string, { readonly table: StreamTable }>
type Ratio = Pick<
  SlowReaderFigures,
  'bystanderPairs' | 'bystanderGapRatio' | 'bystanderGapLowRatio' | 'bystanderGapHighRatio'
>

/**
 * How much slow readers disturb the others: each bystander's own p95 gap over that of the same stream (same key, so the same
 * plan) when it was alone; the median over pairs with its distribution-free interval. `groups` by `SECTION\nROUTE`.
 */
export function bystanderRatio(groups: Tables, scenario: string, route: string): Ratio {
  const beside = gapsByIndex(groups.get(`${scenario}/${BESIDE}\n${route}`)?.table)
  const alone = gapsByIndex(groups.get(`${scenario}/${ALONE}\n${route}`)?.table)
  const ratios = [...beside].flatMap(([index, gapMs]) => {
    const base = alone.get(index)
    return base === undefined || !(base > 0) ? [] : [gapMs / base]
  })
  if (ratios.length === 0) return {}
  const sorted = sortSamples(ratios)
  const interval = quantileInterval(sorted, 0.5)
  return compact({
    bystanderPairs: ratios.length,
    bystanderGapRatio: quantile(sorted, 0.5),
    bystanderGapLowRatio: interval?.low,
    bystanderGapHighRatio: interval?.high,
  })
}

/** By the number at the end of the stream's id. */
function gapsByIndex(table: StreamTable | undefined): ReadonlyMap<string, number> {
  const gaps = table?.column('gapP95Ms') ?? new Float64Array()
  const entries = [...gaps].map(
    (gapMs, row) => [table?.ids[row]?.split('/').at(-1) ?? '', gapMs] as const,
  )
  return new Map(entries.filter(([, gapMs]) => Number.isFinite(gapMs)))
}
