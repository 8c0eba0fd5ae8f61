import * as ear from 'k6/x/streamgauge'
import type { LoadSpec } from '../../core/load-spec.ts'
import { closedQuotas, type Quota } from '../../core/schedule/quotas.ts'
import { isOwn, ownIndex, type Segment, WHOLE_LOAD } from '../../core/schedule/segment.ts'
import type { Lanes, StreamOrder } from './lane.ts'
import { until } from './wait.ts'

type ClosedLoad = Extract<LoadSpec['load'], { kind: 'closed' }>

/** A lane whose connection was refused rests this long. */
const REFUSED_PAUSE_MS = 100

/** How many streams of each route there were, measured and warm-up, of this generator's share of the load. */
interface Counters {
  readonly measured: number[]
  readonly warmup: number[]
  readonly segment: Segment
}

interface BlockRun {
  readonly quota: Quota
  readonly route: number
  readonly rampMs: number
  readonly beginMs: number
  readonly counters: Counters
}

/**
 * Keeps `concurrency` streams open: a lane opens its next stream the moment its last one has ended, and that moment is
 * the intended start. Lanes begin spread over the ramp, so that they do not tick in step. Blocks of several routes follow
 * each other; each waits for the streams of the one before.
 */
export async function closedLoop(
  lanes: Lanes,
  load: ClosedLoad,
  routes: readonly number[],
): Promise<void> {
  const segment = lanes.spec.segment ?? WHOLE_LOAD
  const counters = { measured: routes.map(() => 0), warmup: routes.map(() => 0), segment }
  const quotas = closedQuotas(lanes.spec, routes.length)
  const paired = lanes.spec.rounds !== undefined && lanes.spec.streams === undefined
  for (const [at, quota] of quotas.entries()) {
    if (paired && quota.round !== quotas[at - 1]?.round) inStep(counters.measured)
    const beginMs = ear.nowMs()
    if (quota === quotas.at(-1) && Number.isFinite(quota.endMs)) {
      ear.cutAfter(quota.endMs + lanes.spec.drainMs)
    }
    const route = routes[quota.route] as number
    const rampMs = Math.min(load.rampMs, quota.endMs / 2)
    const block = { quota, route, rampMs, beginMs, counters }
    const running = Array.from({ length: load.concurrency }, (_, lane) => lane)
      .filter((lane) => isOwn(lane, segment))
      .map((lane) => runLane(lanes, block, beginMs + (rampMs * lane) / load.concurrency))
    await Promise.all(running)
  }
}

/** By time a fast route gets further than a slow one; in each round all go on with the same stream. */
function inStep(counters: number[]): void {
  counters.fill(Math.max(...counters))
}

async function runLane(lanes: Lanes, block: BlockRun, firstMs: number): Promise<void> {
  const endMs = block.beginMs + block.quota.endMs
  let freeMs = firstMs
  if (freeMs > ear.nowMs()) await until(freeMs)
  while (freeMs < endMs && !lanes.refused) {
    const order = nextOrder(block, freeMs)
    if (order === undefined) return
    const record = await lanes.open(order)
    freeMs = record.scheduledMs + record.endMs
    if (record.outcome === 'refused') {
      // Without a connection there is nothing to wait for: a lane would spin.
      freeMs += REFUSED_PAUSE_MS
      await until(freeMs)
    }
  }
}

/** The stream that a lane free at `scheduledMs` opens; undefined when the block's share is used up. */
function nextOrder(block: BlockRun, scheduledMs: number): StreamOrder | undefined {
  const { quota, counters } = block
  const sinceMs = scheduledMs - block.beginMs
  const warmup = sinceMs < quota.warmupMs
  const counter = warmup ? counters.warmup : counters.measured
  const count = counter[quota.route] as number
  const index = ownIndex(count, counters.segment)
  if (!warmup && index >= quota.limit) return undefined
  counter[quota.route] = count + 1
  const { route } = block
  const { round } = quota
  if (warmup) return { route, index, kind: 'warmup', round, scheduledMs }
  return {
    route,
    index,
    round,
    kind: sinceMs < block.rampMs ? 'ramp' : 'measured',
    scheduledMs,
  }
}
