import type { LoadSpec } from '../load-spec.ts'
import { planBlocks } from './blocks.ts'

/** What one block of a closed loop may start on its route. Times count from the block's begin. */
export interface Quota {
  readonly route: number
  /** Number of the block among those of the route, from 0. */
  readonly round: number
  /** Streams whose lane became free before this are warm-up. */
  readonly warmupMs: number
  /** No start at or after this. */
  readonly endMs: number
  /** Highest index of a measured stream (exclusive) that this block may reach. */
  readonly limit: number
}

/** Rounds of A B B A … when only a number of streams bounds a closed loop. */
const COUNTED_ROUNDS = 4

/**
 * The blocks of a closed loop: by time where there is a duration, by count where there is only a number of streams; with
 * both, whichever comes first. A single route gets warm-up and load in one piece, so that its lanes stay out of step.
 */
export function closedQuotas(
  spec: Pick<LoadSpec, 'streams' | 'durationMs' | 'warmupMs' | 'blockMs' | 'rounds'>,
  routes: number,
): readonly Quota[] {
  const durationMs = spec.durationMs ?? Number.POSITIVE_INFINITY
  const limit = spec.streams ?? Number.POSITIVE_INFINITY
  const { warmupMs } = spec
  if (routes === 1) return [{ route: 0, round: 0, warmupMs, endMs: warmupMs + durationMs, limit }]
  const counted = durationMs === Number.POSITIVE_INFINITY
  const rounds = spec.rounds ?? (counted ? COUNTED_ROUNDS : undefined)
  const blocks = planBlocks({
    routes,
    durationMs: counted ? 1 : durationMs,
    warmupMs,
    blockMs: spec.blockMs,
    settleMs: 0,
    ...(rounds !== undefined && { rounds }),
  })
  return blocks.map((block): Quota => {
    const { route, round } = block
    if (block.warmup) return { route, round, warmupMs, endMs: warmupMs, limit: 0 }
    return {
      route,
      round,
      warmupMs: 0,
      endMs: counted ? Number.POSITIVE_INFINITY : block.lengthMs,
      limit: counted ? Math.ceil((limit * (round + 1)) / (rounds ?? 1)) : limit,
    }
  })
}
