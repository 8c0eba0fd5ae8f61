import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { openaiChat } from '../../core/dialect/openai-chat.ts'
import type { UpstreamTruth } from '../../core/truth.ts'
import { roundMs } from '../../core/units.ts'
import type { Stage } from '../play/player.ts'
import type { Turn } from '../play/wheel.ts'
import { type AnswerReader, createAnswerReader, type Part } from './answer-reader.ts'
import { type Failure, failure } from './failure.ts'
import { refusalOf, unreachable } from './refusal.ts'
import type { UpstreamTarget } from './target.ts'

/** What is asked. */
export interface Question {
  readonly prompt: string
  /** Passed on as they are, so that the logs of both sides can be joined. */
  readonly headers: Readonly<Record<string, string>>
}

/** Told of an answer, in this order: `accepted` or `refused`; then parts, the last of which is `done` or `failed`. */
export interface Hearer {
  /** The provider streams. */
  readonly accepted: () => void
  /** It does not; nothing follows. */
  readonly refused: (failed: Failure) => void
  /** What one read brought, and the instant of that read. */
  readonly parts: (parts: readonly Part[], receivedMs: number) => void
}

/** A request to the provider on its way. */
export interface Asked {
  /** Nothing more is read until `resume`. What one read has brought is still told. */
  readonly pause: () => void
  readonly resume: () => void
  /** Breaks the request off wherever it stands; nothing is told afterwards. Nothing once it is over. */
  readonly cancel: () => void
  readonly truth: () => Omit<UpstreamTruth, 'attempts'>
}

interface Parts {
  readonly agent: Dispatcher
  readonly target: UpstreamTarget
  readonly stage: Stage
  readonly known: { countsUsage: boolean }
  readonly question: Question
  readonly hearer: Hearer
}

/** More of an error's body is not read. */
const REFUSAL_LIMIT_BYTES = 64 * 1024
/** How long the connection may stay open after the terminator. */
const TAIL_MS = 1_000
const USAGE = 'stream_options'

/**
 * One request and its answer. Every callback of undici comes from the read of the socket itself, so a delta is told in the
 * turn of the event loop that received it.
 */
export class Exchange implements Asked, Dispatcher.DispatchHandler, Turn {
  dueMs = 0
  place = -1
  readonly #parts: Parts
  #controller: Dispatcher.DispatchController | undefined
  #reader: AnswerReader = createAnswerReader()
  #askedMs = 0
  #headersMs: number | undefined
  #endMs: number | undefined
  #cancelledMs: number | undefined
  #status: number | undefined
  #headers: IncomingHttpHeaders = {}
  #refusal: { readonly said: Buffer[]; bytes: number } | undefined
  #paused = false
  /** Nothing is told any more. */
  #over = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#dispatch()
  }

  pause(): void {
    this.#paused = true
    this.#controller?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#controller?.resume()
  }

  cancel(): void {
    if (this.#over) return
    this.#cancelledMs = this.#nowMs()
    this.#breakOff()
  }

  truth(): Omit<UpstreamTruth, 'attempts'> {
    const { 'x-mock-instance': instance, 'x-mock-key': key } = this.#headers
    return {
      askedMs: this.#askedMs,
      ...(this.#headersMs === undefined ? {} : { headersMs: this.#headersMs }),
      ...(this.#status === undefined ? {} : { status: this.#status }),
      ...(typeof instance === 'string' ? { instance } : {}),
      ...(typeof key === 'string' ? { key } : {}),
      ...this.#reader.facts,
      ...(this.#endMs === undefined ? {} : { endMs: this.#endMs }),
      ...(this.#cancelledMs === undefined ? {} : { cancelledMs: this.#cancelledMs }),
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // Given up while the connection was being made.
    if (this.#over) controller.abort(new Error('the client has left'))
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200 || this.#over) return
    this.#headersMs = this.#nowMs()
    this.#status = status
    this.#headers = headers
    if (isStream(status, headers)) {
      this.#parts.hearer.accepted()
      if (this.#paused) controller.pause()
    } else this.#refusal = { said: [], bytes: 0 }
  }

  onResponseData(_: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.#over) return
    if (this.#refusal !== undefined) {
      this.#refusal.said.push(bytes)
      this.#refusal.bytes += bytes.length
      if (this.#refusal.bytes > REFUSAL_LIMIT_BYTES) this.#refuseWith(this.#refusalSaid())
      return
    }
    const receivedMs = this.#parts.stage.clock.nowMs()
    this.#tell(this.#reader.feed(bytes), receivedMs)
  }

  onResponseEnd(): void {
    this.#parts.stage.wheel.remove(this)
    if (this.#over) return
    if (this.#refusal === undefined) this.#tell(this.#reader.end(), this.#parts.stage.clock.nowMs())
    else if (this.#usageIsTheTrouble()) this.#askWithoutUsage()
    else this.#refuseWith(this.#refusalSaid())
  }

  onResponseError(_: unknown, problem: Error): void {
    this.#parts.stage.wheel.remove(this)
    // undici takes what a callback throws for a failed request; a bug of ours must not look like one.
    if (!('code' in problem) && !this.#over) {
      setImmediate(() => {
        throw problem
      })
    }
    if (this.#over) return
    if (this.#refusal !== undefined) this.#refuseWith(this.#refusalSaid())
    else if (this.#status === undefined) this.#refuseWith(unreachable(problem, this.#parts.target))
    else this.#tell([{ kind: 'failed', failure: RESET }], this.#parts.stage.clock.nowMs())
  }

  /** The connection stays open after the terminator. */
  take(): undefined {
    this.#breakOff()
  }

  #dispatch(): void {
    const { agent, target, question, known } = this.#parts
    this.#askedMs = this.#nowMs()
    agent.dispatch(
      {
        origin: target.origin,
        path: target.path,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'accept-encoding': 'identity',
          ...(target.authorization === undefined ? {} : { authorization: target.authorization }),
          ...question.headers,
        },
        body: JSON.stringify({
          model: target.model,
          messages: [{ role: 'user', content: question.prompt }],
          stream: true,
          ...(known.countsUsage ? { [USAGE]: { include_usage: true } } : {}),
        }),
      },
      this,
    )
  }

  #tell(parts: readonly Part[], receivedMs: number): void {
    const last = parts.at(-1)
    if (last !== undefined && last.kind !== 'text') {
      this.#over = true
      this.#endMs = roundMs(receivedMs)
      if (last.kind === 'failed') this.#breakOff()
      else this.#awaitEnd()
    }
    if (parts.length > 0)
      this.#parts.hearer.parts(
        parts.map((part) => this.#safe(part)),
        receivedMs,
      )
  }

  #awaitEnd(): void {
    this.#controller?.resume()
    this.dueMs = this.#parts.stage.clock.nowMs() + TAIL_MS
    this.#parts.stage.wheel.add(this)
  }

  #said(): string {
    return Buffer.concat(this.#refusal?.said ?? []).toString('utf8')
  }

  #refusalSaid(): Failure {
    return refusalOf(this.#status ?? 0, this.#headers, this.#said())
  }

  #refuseWith(failed: Failure): void {
    this.#over = true
    this.#endMs = this.#nowMs()
    this.#breakOff()
    this.#parts.hearer.refused(this.#hidden(failed))
  }

  #usageIsTheTrouble(): boolean {
    return this.#status === 400 && this.#parts.known.countsUsage && this.#said().includes(USAGE)
  }

  #askWithoutUsage(): void {
    this.#parts.known.countsUsage = false
    this.#status = undefined
    this.#headersMs = undefined
    this.#refusal = undefined
    this.#controller = undefined
    this.#dispatch()
  }

  #breakOff(): void {
    this.#over = true
    this.#parts.stage.wheel.remove(this)
    this.#controller?.abort(new Error('the stream is given up'))
  }

  #safe(part: Part): Part {
    return part.kind === 'failed' ? { ...part, failure: this.#hidden(part.failure) } : part
  }

  /** A provider may repeat what it was sent. */
  #hidden(failed: Failure): Failure {
    const { message, code } = failed
    const shown = { ...failed, message: this.#shown(message) }
    return code === undefined ? shown : { ...shown, code: this.#shown(code) }
  }

  #shown(said: string): string {
    return this.#parts.target.secrets.reduce((text, one) => text.replaceAll(one, '***'), said)
  }

  #nowMs(): number {
    return roundMs(this.#parts.stage.clock.nowMs())
  }
}

const RESET = failure('reset', "The provider's stream broke off.")

function isStream(status: number, headers: IncomingHttpHeaders): boolean {
  const { 'content-type': announced = '', 'content-encoding': encoding = 'identity' } = headers
  const [type = ''] = announced.split(';')
  return (
    status < 300 &&
    encoding.toLowerCase() === 'identity' &&
    openaiChat.response.contentTypes.includes(type.trim().toLowerCase())
  )
}
