import { READER_NAMES, READERS, type ReaderName } from '../../core/playout/readers.ts'
import { ratioInterval } from '../../core/stats/ratio-interval.ts'
import type { PlayoutTable } from '../read/playout-table.ts'
import type { ReaderFigures } from '../summary/smoothness.ts'
import { distributionOf } from './distribution.ts'

/** A stream is fluent from here on: Etalon's limit for its fluid token generation rate (https://arxiv.org/abs/2407.07000). */
const FLUENT = 0.9

/** Playout to every reader; undefined when no stream has gaps in a known order. */
export function readersOf(playout: PlayoutTable): readonly ReaderFigures[] | undefined {
  const figures = READER_NAMES.flatMap((reader) => readerFigures(playout, reader))
  return figures.length === 0 ? undefined : figures
}

function readerFigures(playout: PlayoutTable, reader: ReaderName): readonly ReaderFigures[] {
  const fluidities = playout.column(reader, 'fluidity')
  const stalls = playout.column(reader, 'stallsPer100Tokens')
  const streams = fluidities.length
  const stalled = stalls.filter((count) => count > 0).length
  const fluent = fluidities.filter((index) => index >= FLUENT).length
  const [stalledInterval, fluentInterval] = [
    ratioInterval(stalled, streams),
    ratioInterval(fluent, streams),
  ]
  const stallRatio = distributionOf(playout.column(reader, 'stallRatio'))
  const stallsPer100Tokens = distributionOf(stalls)
  const longestStallMs = distributionOf(playout.column(reader, 'longestStallMs'))
  const fluidityRatio = distributionOf(fluidities)
  if (
    stallRatio === undefined ||
    stallsPer100Tokens === undefined ||
    longestStallMs === undefined ||
    fluidityRatio === undefined ||
    stalledInterval === undefined ||
    fluentInterval === undefined
  )
    return []
  return [
    {
      reader,
      tokensPerSecond: READERS[reader],
      streams,
      stalledStreams: stalled,
      stalledRatio: stalled / streams,
      stalledLowRatio: stalledInterval.low,
      stalledHighRatio: stalledInterval.high,
      stallRatio,
      stallsPer100Tokens,
      longestStallMs,
      fluidityRatio,
      fluentStreams: fluent,
      fluentRatio: fluent / streams,
      fluentLowRatio: fluentInterval.low,
      fluentHighRatio: fluentInterval.high,
    },
  ]
}
