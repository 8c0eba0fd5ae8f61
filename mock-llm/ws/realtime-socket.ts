import { openaiRealtime } from '../../core/dialect/openai-realtime.ts'
import type { GoneHow } from '../../core/truth.ts'
import { roundMs } from '../../core/units.ts'
import type { Desk } from '../desk.ts'
import { DRAINING } from '../draining.ts'
import {
  failedResponse,
  type RealtimeAnswer,
  type RealtimeEncoder,
  realtimeEncoder,
} from '../encode/openai-realtime.ts'
import { randomId } from '../encode/random-id.ts'
import { jsonLine } from '../encode/template.ts'
import type { Entry } from '../ledger.ts'
import { type Admitted, admit } from '../load/admit.ts'
import { paddingOf } from '../play/padding.ts'
import { type Player, play } from '../play/player.ts'
import { wsWire } from '../play/ws-wire.ts'
import { calledTool } from '../request/called-tool.ts'
import { statusError } from '../request/error-object.ts'
import type { Overrides } from '../request/overrides.ts'
import { planFor } from '../request/plan-for.ts'
import { promptTokens, textsIn } from '../request/prompt-tokens.ts'
import {
  readRealtimeMessage,
  type RealtimeItem,
  type RealtimeMessage,
  type RealtimeSettings,
  realtimeWish,
} from '../request/realtime-message.ts'
import { settleRefusal } from './chat-socket.ts'
import type { OpenSocket } from './upgrade.ts'
import { resetSocket } from '../tls/raw-socket.ts'

/** What the handshake asked for; a response's metadata may say otherwise. */
export interface RealtimeDefaults {
  readonly overrides: Overrides
  readonly key: string | undefined
  readonly stream: string | undefined
  readonly model: string
}

/** A response that has its slot. */
interface Entered {
  readonly entry: Entry
  /** The plan's offsets count from here. */
  readonly fromMs: number
  readonly leave: Admitted['leave']
  readonly encoder: RealtimeEncoder
}

type Create = Extract<RealtimeMessage, { type: 'response.create' }>

/** The path as it stands in the truth log. */
export const REALTIME_PATH = '/v1/realtime'
/** More than this waiting for one client that only asks and never reads ends the connection. */
const UNREAD_LIMIT_BYTES = 1024 * 1024
const GOING_AWAY = 1001
const ID_LENGTH = 21
const INVALID = 'invalid_request_error'

/** One connection of `/v1/realtime`: a conversation in text, one response at a time. */
export class RealtimeSocket {
  readonly #open: OpenSocket
  readonly #defaults: RealtimeDefaults
  readonly #desk: Desk
  readonly #items: RealtimeItem[] = []
  #session: RealtimeSettings = {}
  #active: { readonly player: Player; readonly encoder: RealtimeEncoder; sent: number } | undefined
  #goneHow: GoneHow | undefined
  #events = 0
  #responses = 0

  constructor(open: OpenSocket, defaults: RealtimeDefaults, desk: Desk) {
    this.#open = open
    this.#defaults = defaults
    this.#desk = desk
    open.ws.on('message', (data, binary) => {
      this.#hear(Buffer.isBuffer(data) && !binary ? data.toString('utf8') : '')
    })
    open.onGone((how) => this.#gone(how))
  }

  /** Says the first word. */
  begin(): void {
    this.#tell({ type: 'session.created', session: this.#sessionObject() })
  }

  readonly #eventId = (): string => `event_${this.#events++}`

  #tell({ type, ...rest }: { readonly type: string } & Readonly<Record<string, unknown>>): void {
    this.#say(jsonLine({ type, event_id: this.#eventId(), ...rest }))
  }

  /** Lines that are no part of a running response. */
  #say(lines: string): void {
    const { ws, socket } = this.#open
    if (ws.readyState !== ws.OPEN) return
    if (socket.writableLength > UNREAD_LIMIT_BYTES) {
      ws.terminate()
      return
    }
    for (const line of lines.trimEnd().split('\n')) {
      ws.send(Buffer.from(line, 'latin1'), { binary: false })
    }
  }

  #refuse(error: { readonly code: string | null; readonly message: string }, param?: string): void {
    this.#tell({
      type: 'error',
      error: { type: INVALID, ...error, param: param ?? null, event_id: null },
    })
  }

  #fail({ status, message }: { readonly status: number; readonly message: string }): void {
    const { error } = statusError(status, message)
    this.#tell({ type: 'error', error: { ...error, event_id: null } })
  }

  #hear(text: string): void {
    const message = readRealtimeMessage(text)
    if ('problems' in message) {
      const sentence = message.problems.map((one) => one.message).join(' | ')
      this.#refuse({ code: null, message: sentence }, message.problems[0]?.field)
    } else this.#obey(message.value)
  }

  #obey(message: RealtimeMessage): void {
    switch (message.type) {
      case 'session.update':
        this.#session = { ...this.#session, ...message.session }
        this.#tell({ type: 'session.updated', session: this.#sessionObject() })
        break
      case 'conversation.item.create':
        this.#addItem(message.item)
        break
      case 'response.cancel':
        this.#cancel()
        break
      case 'response.create':
        if (this.#desk.serving.draining) this.#fail(DRAINING)
        else if (this.#active === undefined) this.#answer(message)
        else {
          this.#refuse({
            code: 'conversation_already_has_active_response',
            message: 'A response is running; wait for response.done, or cancel it.',
          })
        }
        break
      default:
        message satisfies never
    }
  }

  #addItem(given: RealtimeItem): void {
    const item = { id: `item_${this.#items.length}`, object: 'realtime.item', ...given }
    this.#items.push(given)
    const added = { item: { ...item, status: 'completed' }, previous_item_id: null }
    this.#tell({ type: 'conversation.item.added', ...added })
    this.#tell({ type: 'conversation.item.done', ...added })
  }

  #cancel(): void {
    const active = this.#active
    if (active === undefined) {
      this.#refuse({
        code: 'response_cancel_not_active',
        message: 'Cancellation failed: no active response found',
      })
      return
    }
    this.#gone('ws-message')
    this.#say(active.encoder.cancelled(active.sent))
  }

  #gone(how: GoneHow): void {
    if (this.#active === undefined) return
    this.#goneHow ??= how
    this.#active.player.stop('gone')
  }

  #answer(message: Create): void {
    const desk = this.#desk
    const { response } = message
    const { model } = this.#defaults
    const overrides = message.overrides ?? this.#defaults.overrides
    const given = response.max_output_tokens ?? this.#session.max_output_tokens ?? undefined
    const maxTokens = given === 'inf' ? undefined : given
    const items = response.input ?? this.#items
    const instructions = response.instructions ?? this.#session.instructions ?? ''
    const wish = realtimeWish(response, this.#session, overrides.toolCall === true)
    const called = calledTool(wish, 'fragments')
    const plan = planFor(
      {
        overrides,
        ownKey: message.key ?? this.#defaults.key,
        parts: { path: REALTIME_PATH, body: { model, instructions, items, tools: wish.tools } },
        maxTokens,
        script: called?.script,
      },
      desk,
    )
    const entry: Entry = {
      plan,
      arrivedMs: roundMs(desk.stage.clock.nowMs()),
      stream: this.#responses === 0 ? this.#defaults.stream : undefined,
      path: REALTIME_PATH,
      dialect: openaiRealtime.name,
    }
    this.#responses++
    desk.ledger.open()
    if (plan.refusal !== undefined) {
      settleRefusal(entry, desk)
      const { status } = plan.refusal
      this.#fail({ status, message: `Refused on request: ${status}.` })
      return
    }
    const admitted = admit(entry, desk)
    const answer: RealtimeAnswer = {
      id: randomId(plan, `response/${this.#responses}`, ID_LENGTH),
      promptTokens: promptTokens([instructions, ...items.flatMap((one) => textsIn(one.content))]),
      maxOutputTokens: maxTokens,
      call: called?.call(plan.seed, plan.key),
      limits: admitted.levels,
      eventId: this.#eventId,
    }
    if ('refusal' in admitted) {
      const { refusal } = admitted
      settleRefusal(admitted.entry, desk)
      this.#say(failedResponse(answer, statusError(refusal.status, refusal.message).error))
    } else this.#enter(admitted, realtimeEncoder(answer), overrides)
  }

  /** Plays the response once it has its slot; until then a cancel takes it out of the queue. */
  #enter({ begin, leave }: Admitted, encoder: RealtimeEncoder, overrides: Overrides): void {
    const stop = (): void => {
      this.#active = undefined
      leave(this.#goneHow)
      this.#goneHow = undefined
    }
    this.#active = { player: { stop, queuedBytes: () => 0 }, encoder, sent: 0 }
    begin((entry, fromMs) => this.#play({ entry, fromMs, leave, encoder }, overrides))
  }

  #play({ entry, fromMs, leave, encoder }: Entered, overrides: Overrides): void {
    const { ws, socket } = this.#open
    const { plan } = entry
    const desk = this.#desk
    const padding = paddingOf('ndjson', overrides.padBytes ?? 0)
    const player = play(
      {
        plan,
        encoder: {
          ...encoder,
          token: (text, index, reasoning) => {
            if (this.#active !== undefined) this.#active.sent++
            return encoder.token(text, index, reasoning)
          },
        },
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
          this.#active = undefined
          desk.ledger.settle({ ...entry, goneHow: this.#goneHow }, played)
          this.#goneHow = undefined
          leave()
          if (played.end === 'shutdown') ws.close(GOING_AWAY)
          if (played.end === 'slow') resetSocket(socket)
        },
      },
      desk.stage,
    )
    this.#active = { player, encoder, sent: 0 }
    desk.players.add(player)
  }

  #sessionObject(): object {
    return {
      type: 'realtime',
      object: 'realtime.session',
      id: 'sess_mock',
      model: this.#defaults.model,
      output_modalities: ['text'],
      instructions: '',
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      ...this.#session,
    }
  }
}
