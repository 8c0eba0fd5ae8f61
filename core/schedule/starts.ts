import { arrivalOffsets, type Arrivals } from '../arrivals.ts'
import type { Random } from '../random.ts'
import { type Ms, ms, roundMs } from '../units.ts'
import { planBlocks } from './blocks.ts'
import { isOwn, type Segment, WHOLE_LOAD } from './segment.ts'

/** One intended start of an open loop. */
export interface Start {
  readonly route: number
  /** 0, 1, 2, … within the route's measured part, or within its warm-up. */
  readonly index: number
  readonly warmup: boolean
  /** Number of its block among those of the route, from 0. */
  readonly round: number
  /** Offset from the first instant of the load. */
  readonly atMs: Ms
}

export interface StartPlan {
  readonly routes: number
  readonly arrivals: Arrivals
  readonly ratePerSecond: number
  /** Bounds of each route; with both, whichever comes first. At least one is given. */
  readonly durationMs?: number
  readonly streams?: number
  readonly warmupMs: number
  readonly blockMs: number
  readonly settleMs: number
  /** Just so many blocks of each route. */
  readonly rounds?: number
  /** Which of several generators this is; absent: the only one. */
  readonly segment?: Segment
  /** Where each start lies on its route's time line, instead of by arrivals and rate; Infinity beyond the last. */
  readonly offsetMs?: (index: number) => number
}

/**
 * Every intended start of an open loop, in time order: a pure function of the plan and the random's seed. Each route has
 * the same arrivals on its own time line, cut into alternating blocks, so stream i meets the same
 * neighbours on every route. One of several generators yields its own share of them.
 */
export function* openStarts(plan: StartPlan, random: Random): Generator<Start, void, undefined> {
  const durationMs = measuredMs(plan, random)
  const limit = plan.streams ?? Number.POSITIVE_INFINITY
  const segment = plan.segment ?? WHOLE_LOAD
  const blocks = planBlocks({ ...plan, durationMs })
  const measured = routeLines(plan, random, 'arrivals')
  const warmup = routeLines(plan, random, 'warmup')
  for (const block of blocks) {
    const line = (block.warmup ? warmup : measured)[block.route]
    if (line === undefined) continue
    const lineStartMs = block.warmup ? 0 : block.routeStartMs
    const lineEndMs = lineStartMs + block.lengthMs
    while (line.nextMs < lineEndMs && (block.warmup || line.index < limit)) {
      if (isOwn(line.index, segment)) {
        yield {
          route: block.route,
          index: line.index,
          warmup: block.warmup,
          round: block.round,
          atMs: roundMs(block.startMs + line.nextMs - lineStartMs),
        }
      }
      line.advance()
    }
  }
}

/** The measured length of each route: the duration, or as long as the asked number of streams takes. */
function measuredMs(plan: StartPlan, random: Random): number {
  const durationMs = plan.durationMs ?? Number.POSITIVE_INFINITY
  if (plan.streams === undefined) return durationMs
  const line = routeLine(plan, random, 'arrivals')
  while (line.index < plan.streams - 1 && line.nextMs < durationMs) line.advance()
  // A microsecond more, so that the last start lies inside its block.
  return Math.min(durationMs, line.nextMs + 0.001)
}

interface Line {
  nextMs: Ms
  index: number
  advance(): void
}

const routeLines = (plan: StartPlan, random: Random, part: string): Line[] =>
  Array.from({ length: plan.routes }, () => routeLine(plan, random, part))

function routeLine(plan: StartPlan, random: Random, part: string): Line {
  const { offsetMs } = plan
  if (offsetMs !== undefined) return givenLine(offsetMs)
  const offsets = arrivalOffsets(plan.arrivals, plan.ratePerSecond, random.fork(part))
  const line: Line = {
    nextMs: ms(offsets.next().value),
    index: 0,
    advance() {
      line.nextMs = offsets.next().value
      line.index++
    },
  }
  return line
}

function givenLine(offsetMs: (index: number) => number): Line {
  const line: Line = {
    nextMs: ms(offsetMs(0)),
    index: 0,
    advance() {
      line.index++
      line.nextMs = ms(offsetMs(line.index))
    },
  }
  return line
}
