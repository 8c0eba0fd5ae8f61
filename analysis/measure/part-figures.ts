import type { RunInfo } from '../../core/run-info.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import type { PartTally } from '../read/part-tally.ts'
import type { RunTally } from '../read/run-tally.ts'
import { ownLagP99 } from './own-lag.ts'

/** What the fitness of one client is judged by. */
export interface ClientFigures {
  readonly run: RunInfo
  /** p99 of its own lag in milliseconds, for each scenario and route that tells. */
  readonly ownLagsP99Ms: readonly number[]
  /** p99 of its start delay in milliseconds, for each scenario and route, however few its streams. */
  readonly startDelaysP99Ms: readonly number[]
}

/** The client of one part: each generator is fit or not by itself. */
export function clientFigures(part: PartTally, tally: RunTally): ClientFigures {
  const groups = [...part.groups].flatMap(([key, rows]) => {
    const table = tally.groups.get(key)?.table
    return table === undefined ? [] : [{ table, rows }]
  })
  return {
    run: part.run,
    ownLagsP99Ms: groups
      .map(({ table, rows }) => ownLagP99(table, rows))
      .filter((lag) => lag !== undefined),
    startDelaysP99Ms: groups.map(({ table, rows: { firstRow, rows } }) => {
      const delays = table.column('startDelayMs').subarray(firstRow, firstRow + rows)
      return quantile(sortSamples(delays), 0.99) ?? 0
    }),
  }
}
