import { type CompareInfo, type ComparedMetric, SIDES } from '../../core/compare-info.ts'
import { isSuccess } from '../../core/outcome.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { compact } from '../measure/compact.ts'
import { sloValues } from '../measure/slo-values.ts'
import type { GroupTally } from '../read/group-tally.ts'
import type { RunTally } from '../read/run-tally.ts'
import type { StreamTable } from '../read/stream-table.ts'
import type { BlockValue, MeasuredMetric } from './measured-metric.ts'

/** Our own measuring error of a metric in milliseconds, where it is known. */
export type OwnErrorOf = (scenario: string, metric: ComparedMetric) => number | undefined

/** Every metric of every scenario, block by block. A side of which there is no record has empty blocks. */
export function measureBlocks(
  compare: CompareInfo,
  tally: RunTally,
  ownErrorOf: OwnErrorOf,
): readonly MeasuredMetric[] {
  const scenarios = new Set([...tally.groups.values()].map(({ scenario }) => scenario))
  return [...scenarios].flatMap((scenario) =>
    compare.metrics.map((compared): MeasuredMetric => {
      const of = (route: string): readonly BlockValue[] =>
        blocksOf(tally.groups.get(`${scenario}\n${route}`), compared, compare.pairs)
      return compact({
        scenario,
        compared,
        a: of(SIDES.a),
        b: of(SIDES.b),
        control: of(SIDES.control),
        ownErrorMs: ownErrorOf(scenario, compared),
      })
    }),
  )
}

function blocksOf(
  group: GroupTally | undefined,
  { name, percentile = 0.5 }: ComparedMetric,
  pairs: number,
): readonly BlockValue[] {
  const table = group?.table
  if (table === undefined) return Array.from({ length: pairs }, () => ({ streams: 0 }))
  const rows = rowsByBlock(table, pairs)
  if (name === 'completion') return rows.map((block) => completionOf(table, block))
  const values = sloValues(table, name)
  // "p95 of tokens/s" is the rate that 95 % of the streams reach: it counts from the good end.
  const position = name === 'tps' ? 1 - percentile : percentile
  return rows.map((block) => {
    const samples = sortSamples(block.map((row) => values[row]!))
    return compact({ value: quantile(samples, position), streams: samples.length })
  })
}

function rowsByBlock(table: StreamTable, pairs: number): readonly (readonly number[])[] {
  const rows = Array.from({ length: pairs }, (): number[] => [])
  for (const [row, block] of table.column('block').entries()) rows[block]?.push(row)
  return rows
}

/** Streams that were cancelled on purpose count neither way. */
function completionOf(table: StreamTable, block: readonly number[]): BlockValue {
  const outcomes = block.map((row) => table.outcome(row)).filter((one) => one !== 'cancelled')
  const streams = outcomes.length
  if (streams === 0) return { streams }
  return { value: outcomes.filter(isSuccess).length / streams, streams }
}
