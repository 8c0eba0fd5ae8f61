import { FEWEST_PAIRS } from '../../core/compare-info.ts'
import { MOST_PAIRS } from '../../core/stats/signed-rank.ts'
import { several, single, type ValuesOf } from '../options/option.ts'
import { OPTIONS } from '../options/options.ts'
import { text } from '../options/text.ts'
import { wholeNumber } from '../options/whole-number.ts'
import { margin } from './margin.ts'
import { metric } from './metric.ts'

/** Options of `compare` that `run` has not. */
export const OWN_OPTIONS = {
  words: several({
    group: 'Load:',
    takes: 'WORD',
    shows: 'the two sides, then scenarios',
    separator: '\n',
    positional: true,
    parse: text('a word', 'http://127.0.0.1:8000/v1'),
  }),
  pairs: single({
    group: 'Comparison:',
    takes: 'N',
    shows: `pairs of blocks, at least ${FEWEST_PAIRS} (default: ${FEWEST_PAIRS})`,
    parse: wholeNumber({ least: FEWEST_PAIRS, most: MOST_PAIRS, example: 20 }),
  }),
  metric: several({
    group: 'Comparison:',
    takes: 'NAME[:pNN]',
    shows:
      'what to compare, by the names of --slo, repeatable (default: p50 of all and p95 of ttft and gap, and completion)',
    separator: ',',
    parse: metric,
  }),
  delta: several({
    group: 'Comparison:',
    takes: 'PART',
    shows:
      "differences that count as none, as '5%' or 'ttft=5%,p95=10%' (default: p50 5%, p95 10%, beyond 20%, completion 1%)",
    separator: ',',
    parse: margin,
  }),
} as const

// Its blocks of two sides are one load: it is not shared.
const { scenario: _, segment: __, ...ofRun } = OPTIONS

/** Every option of `compare`, in the order of its help. */
export const COMPARE_OPTIONS = { ...OWN_OPTIONS, ...ofRun }

export type OwnValues = ValuesOf<typeof OWN_OPTIONS>
