import { buffered, type BufferMode } from '../../core/plan/buffered.ts'
import { wsChat } from '../../core/dialect/ws-chat.ts'
import type { Plan, Refusal } from '../../core/plan/plan.ts'
import { roundMs } from '../../core/units.ts'
import type { Desk } from '../desk.ts'
import { DRAINING } from '../draining.ts'
import { wsChatEncoder, wsMessage } from '../encode/ws-chat.ts'
import type { Entry } from '../ledger.ts'
import { type Admitted, admit } from '../load/admit.ts'
import { paddingOf } from '../play/padding.ts'
import { resetSocket } from '../tls/raw-socket.ts'
import { createStamps } from '../play/stamps.ts'
import { type Player, play } from '../play/player.ts'
import { wsWire } from '../play/ws-wire.ts'
import type { Overrides } from '../request/overrides.ts'
import { planFor } from '../request/plan-for.ts'
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

/** An answer that has its slot. */
interface Entered {
  readonly entry: Entry
  /** The plan's offsets count from here. */
  readonly fromMs: number
  readonly leave: () => void
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
  #messages = 0

  constructor(open: OpenSocket, defaults: ChatSocketDefaults, desk: Desk) {
    this.#open = open
    this.#defaults = defaults
    this.#desk = desk
    open.ws.on('message', (data, binary) => {
      this.#hear(Buffer.isBuffer(data) ? data.toString('utf8') : '', binary)
    })
    open.onGone(() => this.#player?.stop('gone'))
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
    const player = this.#player
    if (player === undefined || this.#deaf) return
    player.stop('gone')
    this.tell({ type: 'done', cancelled: true })
  }

  #answer(message: Extract<WsMessage, { type: 'message' }>): void {
    const desk = this.#desk
    const { buffer, key, stream } = this.#defaults
    const overrides = message.overrides ?? this.#defaults.overrides
    const arrivedMs = roundMs(desk.stage.clock.nowMs())
    const plan = planFor(
      {
        overrides,
        ownKey: message.key ?? key,
        parts: { path: PATH, body: { prompt: message.prompt } },
        shape: (clean) => buffered(clean, buffer),
      },
      desk,
    )
    const entry: Entry = {
      plan,
      arrivedMs,
      stream: message.id ?? (this.#messages === 0 ? stream : undefined),
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
    } else this.#enter(admitted, overrides)
  }

  #turnAway({ status, retryAfterS, message = `Refused on request: ${status}.` }: Refused): void {
    const again = retryAfterS === undefined ? {} : { retryAfterS }
    this.tell({ type: 'error', message, code: status, ...again })
  }

  /** Plays the answer once it has its slot; until then a cancel takes it out of the queue. */
  #enter({ begin, leave }: Admitted, overrides: Overrides): void {
    this.#player = {
      stop: () => {
        this.#player = undefined
        leave()
      },
      queuedBytes: () => 0,
    }
    begin((entry, fromMs) => this.#play({ entry, fromMs, leave }, overrides))
  }

  #play({ entry, fromMs, leave }: Entered, overrides: Overrides): void {
    const { ws, socket } = this.#open
    const { plan } = entry
    const desk = this.#desk
    const padding = paddingOf('ndjson', overrides.padBytes ?? 0)
    this.#deaf = plan.wire?.ignoreDisconnect === true
    const player = play(
      {
        plan,
        encoder: wsChatEncoder(),
        wire: wsWire({
          socket,
          close: (code) => ws.close(code),
          splitBytes: plan.wire?.splitBytes,
        }),
        arrivedMs: fromMs,
        stamp: overrides.stamp,
        slowReader: desk.settings.slowReader,
        ...(padding === undefined ? {} : { padding }),
        ended: (played) => {
          desk.players.delete(player)
          this.#player = undefined
          this.#deaf = false
          desk.ledger.settle(entry, played)
          leave()
          if (played.end === 'shutdown') ws.close(GOING_AWAY)
          if (played.end === 'slow') resetSocket(socket)
        },
      },
      desk.stage,
    )
    this.#player = player
    desk.players.add(player)
  }
}

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
  defaults.overrides.faults.some(({ type }) => type === 'status')
    ? planFor({ overrides: defaults.overrides, ownKey: defaults.key, parts: { path: PATH } }, desk)
    : undefined
