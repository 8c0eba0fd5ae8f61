import type { RunInfo } from '../../core/run-info.ts'

/** The k-th of n generators that share one load. */
export interface Segment {
  /** From 1. */
  readonly number: number
  readonly of: number
}

/** What `--segment` said, as run.json keeps it (`1/2`); undefined for a whole load. */
export function segmentOf({ config }: RunInfo): Segment | undefined {
  const text = config['segment']
  const [, number, of] = /^(\d+)\/(\d+)$/u.exec(typeof text === 'string' ? text : '') ?? []
  if (number === undefined || of === undefined) return undefined
  return { number: Number(number), of: Number(of) }
}
