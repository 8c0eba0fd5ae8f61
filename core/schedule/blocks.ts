import { type Ms, ms } from '../units.ts'

/**
 * A stretch of load on one route. Several routes are never loaded at once: their blocks alternate, so that a drift of
 * the machine falls on all of them alike.
 */
export interface Block {
  /** Index of the route. */
  readonly route: number
  readonly warmup: boolean
  /** Number of its round, from 0: blocks of one round are a pair, or as many as there are routes. */
  readonly round: number
  /** Begin, as an offset from the first instant of the load. */
  readonly startMs: Ms
  readonly lengthMs: Ms
  /** Begin on the route's own time line, which knows no pauses and no other routes. */
  readonly routeStartMs: Ms
}

/** Lengths in milliseconds. `settleMs` is the pause after a block in which its streams end. */
export interface BlockPlan {
  readonly routes: number
  readonly durationMs: number
  readonly warmupMs: number
  readonly blockMs: number
  readonly settleMs: number
  /** Just so many rounds, whatever the length of a block; absent: as many as blocks of `blockMs` take. */
  readonly rounds?: number
}

/**
 * The blocks of a run: a warm-up block for each route, then the duration of each route cut into equal blocks of at most
 * `blockMs`, in the order A B B A A B … (with three routes A B C C B A …). A single route gets its duration in
 * one piece, right after its warm-up: nothing has to be kept apart. The warm-up's own time line ends at 0, so the
 * measured part of each route begins at 0 whatever the warm-up.
 */
export function planBlocks(plan: BlockPlan): readonly Block[] {
  const blocks: Block[] = []
  const pauseMs = plan.routes > 1 ? plan.settleMs : 0
  let at = 0
  const add = (
    { route, warmup, round }: Pick<Block, 'route' | 'warmup' | 'round'>,
    lengthMs: number,
    routeStartMs: number,
  ): void => {
    blocks.push({
      route,
      warmup,
      round,
      startMs: ms(at),
      lengthMs: ms(lengthMs),
      routeStartMs: ms(routeStartMs),
    })
    at += lengthMs + pauseMs
  }
  if (plan.warmupMs > 0) {
    for (let route = 0; route < plan.routes; route++) {
      add({ route, warmup: true, round: 0 }, plan.warmupMs, -plan.warmupMs)
    }
  }
  const rounds = plan.routes > 1 ? (plan.rounds ?? roundsFor(plan)) : 1
  const lengthMs = plan.durationMs / rounds
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < plan.routes; place++) {
      const route = round % 2 === 0 ? place : plan.routes - 1 - place
      add({ route, warmup: false, round }, lengthMs, round * lengthMs)
    }
  }
  return blocks
}

const roundsFor = ({ durationMs, blockMs }: BlockPlan): number =>
  Math.max(1, Math.ceil(durationMs / blockMs))
