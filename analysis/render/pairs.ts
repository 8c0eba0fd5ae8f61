import type { Comparison, PairedDifference } from '../summary/comparison.ts'
import { signed, THIN, whole } from './numbers.ts'
import { hasKinds } from './side-tables.ts'
import { printable } from './printable.ts'

/** What a route adds, stream by stream, from equal streams on both routes; empty without pairs. */
export function pairsSentence(comparison: Comparison): readonly string[] {
  const { scenario, route, baseRoute, pairedTtftMs } = comparison
  if (pairedTtftMs === undefined || hasKinds(scenario)) return []
  return [
    `${printable(route)} against ${printable(baseRoute)}: TTFT ${pairedMedian(pairedTtftMs)} by the median of ${whole(pairedTtftMs.pairs)} pairs of equal streams`,
  ]
}

/** `+0.6 ms [+0.5, +0.7]`, with `~` where the interval includes zero. */
function pairedMedian({ median, low, high }: PairedDifference): string {
  const value = `${signed(median)}${THIN}ms`
  if (low === undefined || high === undefined) return value
  return `${low <= 0 && high >= 0 ? `~${THIN}` : ''}${value} [${signed(low)}, ${signed(high)}]`
}
