import { counted } from '../render/numbers.ts'
import { printable } from '../render/printable.ts'
import type { Comparison, ComparisonResult } from './result.ts'

export const RESULT_WORD: Readonly<Record<ComparisonResult, string>> = {
  worse: 'WORSE',
  better: 'BETTER',
  same: 'SAME',
  inconclusive: 'INCONCLUSIVE',
  fail: 'FAIL',
  invalid: 'INVALID',
}

/** Which two, and how often they were measured in turn. */
export function comparisonFacts({ a, b, pairs, run }: Comparison): string {
  return printable(
    `A = ${a} \u00b7 B = ${b} \u00b7 ${counted(pairs, 'pair')} of blocks \u00b7 ${run.scenarios.join(' + ')} \u00b7 seed ${run.seed}`,
  )
}

/** False where nothing was measured: a table would say so in every cell. */
export const hasFigures = ({ metrics }: Comparison): boolean =>
  metrics.some(({ a, b }) => a !== undefined || b !== undefined)

/** How to read the table. */
export const READING =
  'B/A: ratio of the two (a difference for completion), median over all pairs, with its 95\u202f% interval; A2/A: A measured once more, against itself. ' +
  'Worse or better: the interval lies beyond the margin, and chance is ruled out for all metrics together (Holm). Same: it lies within the margin.'
