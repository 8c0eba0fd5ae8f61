import * as ear from 'k6/x/streamgauge'
import type { LoadSpec } from '../core/load-spec.ts'
import { numberOf } from '../core/scenario/knob-values.ts'
import { seededRandom } from '../core/random.ts'
import { isOwn, WHOLE_LOAD } from '../core/schedule/segment.ts'
import { Conversation } from '../core/workload/conversation.ts'
import { fillBody } from '../core/workload/fill-body.ts'
import { promptText } from '../core/workload/prompt-text.ts'
import { Lanes, type StreamOrder } from './load/lane.ts'
import { probeRoutes } from './load/probe.ts'
import { stage } from './load/stage.ts'

/** The first questions are asked within so long, before an answer can end: then each client has a connection of its own. */
const FIRST_WITHIN_MS = 200
/** A client whose connection was refused rests at least this long. */
const REFUSED_PAUSE_MS = 100
const SECOND_MS = 1_000

/** A stretch of the load on one route: no turn starts from `endMs` on, none has the number `limit`. */
interface Stretch {
  readonly route: number
  readonly kind: StreamOrder['kind']
  readonly endMs: number
  readonly limit: number
}

/**
 * A closed set of clients, each of which holds one conversation after the other on its connection, on one route after the
 * other. A turn starts a time of thinking after the end of the one before, and says all that was said before.
 */
export async function multiTurn(spec: LoadSpec): Promise<void> {
  const prefillMs = numberOf(spec.knobs, 'prefill')
  const prefills = spec.stageUrl !== undefined && prefillMs > 0
  if (prefills) await stage(spec, { do: 'control', change: { prefillMs } })
  const lanes = new Lanes(spec)
  const routes = await probeRoutes(lanes)
  for (const route of routes) {
    if (spec.warmupMs > 0) {
      const endMs = ear.nowMs() + spec.warmupMs
      await converse(lanes, { route, kind: 'warmup', endMs, limit: Number.POSITIVE_INFINITY })
    }
    const { durationMs = Number.POSITIVE_INFINITY, streams: limit = Number.POSITIVE_INFINITY } =
      spec
    const endMs = ear.nowMs() + durationMs
    if (route === routes.at(-1) && Number.isFinite(endMs)) ear.cutAfter(durationMs + spec.drainMs)
    await converse(lanes, { route, kind: 'measured', endMs, limit })
  }
  if (prefills) await stage(spec, { do: 'restore' })
}

async function converse(lanes: Lanes, stretch: Stretch): Promise<void> {
  const { load, segment = WHOLE_LOAD } = lanes.spec
  if (load.kind !== 'closed') throw new Error('multi-turn is a closed loop: give no --rate')
  const withinMs = Math.min(FIRST_WITHIN_MS, load.rampMs / 2)
  const talk = talks(lanes.spec, stretch)
  const beginMs = ear.nowMs()
  const clients = Array.from({ length: load.concurrency }, (_, client) => client)
    .filter((client) => isOwn(client, segment))
    .map(async (client) => {
      let atMs: number | undefined = beginMs + (withinMs * client) / load.concurrency
      for (let number = client; atMs !== undefined; number += load.concurrency) {
        atMs = await holdOne(lanes, stretch, { talk: talk(number), client, number, atMs })
      }
    })
  await Promise.all(clients)
}

/** Conversations by number: the same on every route, others in the warm-up. */
function talks({ knobs, seed }: LoadSpec, { kind }: Stretch): (number: number) => Conversation {
  const random = seededRandom(seed).fork(kind)
  const plan = {
    questionTokens: numberOf(knobs, 'question'),
    thinkMs: numberOf(knobs, 'think') * SECOND_MS,
    textOf: promptText(random.fork('text')),
  }
  return (number) => new Conversation(plan, random.fork(`conversation/${number}`))
}

interface Begun {
  readonly talk: Conversation
  readonly client: number
  readonly number: number
  /** When its first question is asked. */
  readonly atMs: number
}

/** One conversation; resolves to when its client begins the next, or to undefined when the stretch is over. */
async function holdOne(
  lanes: Lanes,
  { route, kind, endMs, limit }: Stretch,
  begun: Begun,
): Promise<number | undefined> {
  const turns = numberOf(lanes.spec.knobs, 'turns')
  const [template] = lanes.kinds[0]?.bodies ?? []
  let { atMs } = begun
  for (let turn = 0; turn < turns; turn++) {
    const index = begun.number * turns + turn
    if (index >= limit || atMs >= endMs || lanes.refused) return undefined
    const messages = begun.talk.ask()
    const record = await lanes.open({
      route,
      index,
      kind,
      client: begun.client,
      startAtMs: atMs,
      over: {
        tags: { variant: `turn-${turn + 1}` },
        ...(template !== undefined && { body: fillBody(template, { messages }) }),
      },
    })
    const restMs = record.outcome === 'refused' ? REFUSED_PAUSE_MS : 0
    const thinkMs = begun.talk.answered(record.tokens)
    atMs = record.scheduledMs + record.endMs + Math.max(thinkMs, restMs)
  }
  return atMs
}
