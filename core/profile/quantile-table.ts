import type { MixedSamples } from '../stats/mixed-samples.ts'
import type { Quantiles } from './quantiles.ts'

/** Samples in ascending order, by rank. */
type Samples = Pick<MixedSamples, 'count' | 'at'>

export interface TableWish {
  /** Largest share by which a value drawn from the table may differ from the sample of the same rank. */
  readonly withinRatio: number
  /** For smaller samples it is a share of this. */
  readonly least: number
  /** Decimal places of the values. */
  readonly decimals: number
}

/** Ranks looked at, evenly spread; the largest and smallest samples besides, each. */
const MIDDLE_RANKS = 2_048
const END_RANKS = 64
/** A millionth of a percent: finer than any rank. */
const PERCENTILE_DECIMALS = 6

/**
 * The distribution of samples as a table with as few points as its accuracy takes (Douglas and Peucker, 1973, along the
 * quantile function): steps where values repeat, single points in a long tail. Sample number i of n, from 0, is the
 * percentile 100·i/(n - 1), as in quantiles of type 7. Two points at least; throws without samples.
 */
export function quantileTable(samples: Samples, wish: TableWish): Quantiles {
  if (samples.count === 0) throw new Error('a table needs samples')
  const ranks = ranksOf(samples.count)
  const kept = [0, ...between({ samples, ranks, wish }, 0, ranks.length - 1), ranks.length - 1]
  const points = kept.map((at) => ranks[at]!)
  const last = Math.max(1, samples.count - 1)
  return {
    percentiles: points.map((rank, i) =>
      i === points.length - 1 ? 100 : rounded((100 * rank) / last, PERCENTILE_DECIMALS),
    ),
    values: points.map((rank) => rounded(samples.at(rank), wish.decimals)),
  }
}

interface Curve {
  readonly samples: Samples
  readonly ranks: readonly number[]
  readonly wish: TableWish
}

/** Places in `ranks` between two kept ones that have to be kept too, ascending. */
function between(curve: Curve, from: number, to: number): number[] {
  const { samples, ranks, wish } = curve
  const [rankA, rankB] = [ranks[from]!, ranks[to]!]
  const [a, b] = [samples.at(rankA), samples.at(rankB)]
  let worst = 0
  let place = -1
  for (let at = from + 1; at < to; at++) {
    const value = samples.at(ranks[at]!)
    const line = a + ((b - a) * (ranks[at]! - rankA)) / (rankB - rankA)
    const off = Math.abs(line - value) / Math.max(value, wish.least)
    if (off > worst) {
      worst = off
      place = at
    }
  }
  if (worst <= wish.withinRatio) return []
  return [...between(curve, from, place), place, ...between(curve, place, to)]
}

function ranksOf(count: number): number[] {
  const last = count - 1
  const ranks = new Set<number>([0, last])
  for (let i = 1; i < MIDDLE_RANKS; i++) ranks.add(Math.round((last * i) / MIDDLE_RANKS))
  for (let i = 0; i < Math.min(END_RANKS, count); i++) ranks.add(i).add(last - i)
  return [...ranks].toSorted((a, b) => a - b)
}

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals))
