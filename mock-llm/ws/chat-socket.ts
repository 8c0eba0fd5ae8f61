import { buffered, type BufferMode } from '../../core/plan/buffered.ts'
import { wsChat } from '../../core/dialect/ws-chat.ts'
import type { Plan, Refusal } from '../../core/plan/plan.ts'
import type { GoneHow } from '../../core/truth.ts'
import { roundMs } from '../../core/units.ts'
import type { Desk } from '../desk.ts'
import { DRAINING } from '../draining.ts'
import { wsChatEncoder, wsMessage } from '../encode/ws-chat.ts'
import type { Entry } from '../ledger.ts'
import { type Admitted, admit } from '../load/admit.ts'
import { paddingOf } from '../play/padding.ts'
import { resetSocket } from '../tls/raw-socket.ts'
import { createStamps } from '../play/stamps.ts'
import { type Played, type Player, play } from '../play/player.ts'
import { wsWire } from '../play/ws-wire.ts'
import type { Overrides } from '../request/overrides.ts'
import { planFor } from '../request/plan-for.ts'
import type { Failure } from '../upstream/failure.ts'
import { questionOf } from '../upstream/question.ts'
import { relay } from '../upstream/relay.ts'
import { relayPlan } from '../upstream/relay-plan.ts'
import { requestKey } from '../request/key.ts'
import { readWsMessage, type WsMessage } from '../request/ws-message.ts'
import type { OpenSocket } from './upgrade.ts'

/** What the upgrade asked for; a message may say otherwise. */
export interface ChatSocketDefaults {
  readonly overrides: Overrides
  readonly key: string | undefined
  readonly stream: string | undefined
  readonly buffer: BufferMode
}

type Refused = Pick<Refusal, 'status' | 'retryAfterS' | 'message'>

/** What the client said. */
interface Said {
  readonly prompt: string
  readonly key: string | undefined
  readonly overrides: Overrides
}

/** An answer that has its slot. */
interface Entered {
  readonly entry: Entry
  /** The plan's offsets count from here. */
  readonly fromMs: number
  readonly leave: Admitted['leave']
}

/** More than this waiting for one client that only asks and never reads ends the connection. */
const UNREAD_LIMIT_BYTES = 1024 * 1024
const { path: PATH } = wsChat.request
const GOING_AWAY = 1001

/**
 * One connection of `/ws/chat`: one answer at a time. A message that comes while an answer runs is refused by an error
 * message; the socket and the running answer go on.
 */
export class ChatSocket {
  readonly #open: OpenSocket
  readonly #defaults: ChatSocketDefaults
  readonly #desk: Desk
  #player: Player | undefined
  #deaf = false
  #goneHow: GoneHow | undefined
  #messages = 0

  constructor(open: OpenSocket, defaults: ChatSocketDefaults, desk: Desk) {
    this.#open = open
    this.#defaults = defaults
    this.#desk = desk
    open.ws.on('message', (data, binary) => {
      this.#hear(Buffer.isBuffer(data) ? data.toString('utf8') : '', binary)
    })
    open.onGone((how) => this.#gone(how))
  }

  /** Sends one message that is no part of an answer. */
  tell(message: object): void {
    const { ws, socket } = this.#open
    if (ws.readyState !== ws.OPEN) return
    if (socket.writableLength > UNREAD_LIMIT_BYTES) ws.terminate()
    else ws.send(wsMessage(message).trimEnd())
  }

  #hear(text: string, binary: boolean): void {
    if (binary) {
      this.#refuse('message: found binary data; allowed: a JSON object as text')
      return
    }
    const message = readWsMessage(text)
    if ('problems' in message) this.#refuse(message.problems.map((one) => one.message).join(' | '))
    else if (message.value.type === 'cancel') this.#cancel()
    else if (this.#desk.serving.draining) this.#turnAway(DRAINING)
    else if (this.#player !== undefined) {
      this.#refuse('message: an answer is running; wait for its end, or cancel it')
    } else this.#answer(message.value)
  }

  #refuse(message: string): void {
    this.tell({ type: 'error', message })
  }

  /** Nothing when no answer runs: it may have ended while the cancel was on its way. */
  #cancel(): void {
    if (this.#player === undefined || this.#deaf) return
    this.#gone('ws-message')
    this.tell({ type: 'done', cancelled: true })
  }

  #gone(how: GoneHow): void {
    if (this.#player === undefined) return
    this.#goneHow ??= how
    this.#player.stop('gone')
  }

  #answer({ prompt, id, ...message }: Extract<WsMessage, { type: 'message' }>): void {
    const desk = this.#desk
    const { buffer, stream } = this.#defaults
    const overrides = message.overrides ?? this.#defaults.overrides
    const key = message.key ?? this.#defaults.key
    const arrivedMs = roundMs(desk.stage.clock.nowMs())
    const parts = { path: PATH, body: { prompt } }
    const plan =
      desk.provider === undefined
        ? planFor(
            { overrides, ownKey: key, parts, shape: (clean) => buffered(clean, buffer) },
            desk,
          )
        : relayPlan(key ?? requestKey(parts), desk.settings.seed, { prompt, buffer })
    const entry: Entry = {
      plan,
      arrivedMs,
      stream: id ?? (this.#messages === 0 ? stream : undefined),
      path: PATH,
      dialect: wsChat.name,
    }
    this.#messages++
    desk.ledger.open()
    if (plan.refusal !== undefined) {
      settleRefusal(entry, desk)
      this.#turnAway(plan.refusal)
      return
    }
    const admitted = admit(entry, desk)
    if ('refusal' in admitted) {
      settleRefusal(admitted.entry, desk)
      this.#turnAway(admitted.refusal)
    } else this.#enter(admitted, { prompt, key, overrides })
  }

  #turnAway({ status, retryAfterS, message = `Refused on request: ${status}.` }: Refused): void {
    const again = retryAfterS === undefined ? {} : { retryAfterS }
    this.tell({ type: 'error', message, code: status, ...again })
  }

  /** Plays the answer once it has its slot; until then a cancel takes it out of the queue. */
  #enter({ begin, leave }: Admitted, said: Said): void {
    this.#player = {
      stop: () => {
        this.#player = undefined
        leave(this.#goneHow)
        this.#goneHow = undefined
      },
      queuedBytes: () => 0,
    }
    begin((entry, fromMs) => this.#play({ entry, fromMs, leave }, said))
  }

  #play({ entry, fromMs, leave }: Entered, said: Said): void {
    const { ws, socket } = this.#open
    const { plan } = entry
    const desk = this.#desk
    const padding = paddingOf('ndjson', said.overrides.padBytes ?? 0)
    this.#deaf = plan.wire?.ignoreDisconnect === true
    const wire = wsWire({
      socket,
      close: (code) => ws.close(code),
      splitBytes: plan.wire?.splitBytes,
    })
    const job = {
      encoder: wsChatEncoder(),
      stamp: said.overrides.stamp,
      slowReader: desk.settings.slowReader,
      ...(padding === undefined ? {} : { padding }),
      ended: (played: Played): void => {
        desk.players.delete(player)
        this.#player = undefined
        this.#deaf = false
        desk.ledger.settle({ ...entry, goneHow: this.#goneHow }, played)
        this.#goneHow = undefined
        leave()
        if (played.end === 'shutdown') ws.close(GOING_AWAY)
        if (played.end === 'slow') resetSocket(socket)
      },
    }
    const player =
      desk.provider === undefined
        ? play({ ...job, plan, wire, arrivedMs: fromMs }, desk.stage)
        : relay(
            {
              ...job,
              provider: desk.provider,
              question: questionOf({ ...said, stream: entry.stream }),
              buffer: this.#defaults.buffer,
              begin: () => wire,
              refuse: (failed) => this.#turnAway({ ...failed, ...retrySeconds(failed) }),
              breaksBy: 'event',
            },
            desk.stage,
          )
    this.#player = player
    desk.players.add(player)
  }
}

/** A date stays behind: there is no header here for it. */
const retrySeconds = ({ retryAfter = '' }: Failure): { readonly retryAfterS?: number } =>
  /^\d+$/.test(retryAfter) ? { retryAfterS: Number(retryAfter) } : {}

/** Books a message that a fault refuses. */
export function settleRefusal(entry: Entry, desk: Desk): void {
  desk.ledger.settle(entry, {
    end: 'error',
    stamps: createStamps(entry.plan, entry.arrivedMs),
    endMs: desk.stage.clock.nowMs(),
    blockedMs: 0,
    maxQueuedBytes: 0,
  })
}

/** A plan that only decides whether the handshake itself is refused. */
export const handshakePlan = (defaults: ChatSocketDefaults, desk: Desk): Plan | undefined =>
  desk.provider === undefined &&
  defaults.overrides.faults?.some(({ type }) => type === 'status') === true
    ? planFor({ overrides: defaults.overrides, ownKey: defaults.key, parts: { path: PATH } }, desk)
    : undefined
