import { type BufferMode, type TextBuffer, textBuffer } from '../../core/plan/buffered.ts'
import type { Retries } from '../../core/plan/resilient.ts'
import { ms, roundMs } from '../../core/units.ts'
import type { Encoder } from '../encode/encoder.ts'
import { stamped } from '../encode/stamped.ts'
import type { Played, Player, Stage } from '../play/player.ts'
import { mustWait, PAUSE, type SlowReader } from '../play/slow-reader.ts'
import type { Turn } from '../play/wheel.ts'
import type { Wire } from '../play/wire.ts'
import type { Part } from './answer-reader.ts'
import type { Asked, Hearer, Question } from './exchange.ts'
import type { Failure } from './failure.ts'
import type { Provider } from './provider.ts'
import { relayStamps } from './relay-stamps.ts'
import { type Unpolled, unpolledTokens } from '../play/unpolled.ts'

/** One answer to be had from the provider. */
export interface RelayJob {
  readonly provider: Provider
  readonly question: Question
  readonly buffer: BufferMode
  readonly encoder: Encoder
  /** Sends the head of the answer; called once at most. */
  readonly begin: () => Wire
  /** Answers by an error instead; called once at most, and never after `begin`. */
  readonly refuse: (failed: Failure) => void
  /** What a provider's stream that breaks becomes: a broken connection, or an error event where the endpoint has one. */
  readonly breaksBy: 'reset' | 'event'
  /** Rate limits are announced and waited out; every answer begins at once. */
  readonly retries?: Retries | undefined
  readonly padding?: Buffer
  readonly stamp?: boolean | undefined
  readonly slowReader?: SlowReader | undefined
  readonly ended: (played: Played) => void
}

interface Piece {
  readonly text: string
  /** The delta that completed it was received. */
  readonly dueMs: number
}

type Last = Exclude<Part, { kind: 'text' }>

const TOO_MANY = 429
/** The rate limits are told already, one by one. */
const GIVEN_UP = 'max_retries'
/** What one write takes at most of what has waited for a slow client. */
const WRITE_PIECES = 256

/** Asks the provider, and passes on what it says. */
export function relay(job: RelayJob, stage: Stage): Player {
  return new StreamRelay(job, stage)
}

/**
 * Passes each text delta on in the turn of the event loop that received it. While the client does not keep up, at most one read
 * of the provider waits here and nothing more is read; so it is the provider that is slowed down.
 */
class StreamRelay implements Player, Turn, Hearer {
  dueMs = 0
  place = -1
  readonly #job: RelayJob
  readonly #stage: Stage
  readonly #stamps = relayStamps()
  readonly #receivedMs: number[] = []
  readonly #slowReader: SlowReader
  readonly #unpolled: Unpolled
  #buffer: TextBuffer
  #asked: Asked | undefined
  #wire: Wire | undefined
  #opening: string
  #pieces: Piece[] = []
  #last: Last | undefined
  #failed: Failure | undefined
  #rateLimits = 0
  #attempts = 0
  #partial = ''
  #over = false
  #blockedSince: number | undefined
  #blockedMs = 0
  /** Tokens written since the client last kept up. */
  #waiting = 0
  /** Tokens due before this instant are late because of the client. */
  #excusedUntil = Number.NEGATIVE_INFINITY
  #maxQueuedBytes = 0
  #handedBytes = 0

  constructor(job: RelayJob, stage: Stage) {
    this.#job = job
    this.#stage = stage
    this.#slowReader = job.slowReader ?? PAUSE
    this.#unpolled = unpolledTokens(stage.poll)
    this.#buffer = textBuffer(job.buffer)
    this.#opening = job.encoder.opening
    if (job.retries !== undefined) this.#wire = job.begin()
    // Whoever starts this has to know it before it can be over.
    queueMicrotask(() => {
      if (!this.#over) this.#ask()
    })
  }

  accepted(): void {
    this.#wire ??= this.#job.begin()
  }

  refused(failed: Failure): void {
    const { retries } = this.#job
    if (retries === undefined) {
      this.#failed = failed
      this.#job.refuse(failed)
      this.#end('error')
    } else if (failed.status === TOO_MANY) this.#rateLimited(failed, retries)
    else {
      const { status, message } = failed
      const said = {
        ...failed,
        code: `status_${status}`,
        message: `API error: ${status}. ${message}`,
      }
      this.#last = { kind: 'failed', failure: said }
      this.#writeOut()
    }
  }

  parts(parts: readonly Part[], receivedMs: number): void {
    for (const part of parts) {
      if (part.kind === 'text') {
        this.#receivedMs.push(roundMs(receivedMs))
        this.#put(this.#buffer.add(part.text), receivedMs)
      } else {
        this.#put(this.#buffer.rest(), receivedMs)
        this.#last = part
      }
    }
    this.#writeOut()
  }

  /** The client has left its queue full for too long, or the wait for another attempt is over. */
  take(): undefined {
    if (this.#blockedSince === undefined) this.#ask()
    else this.#end('slow')
  }

  stop(why: 'gone' | 'shutdown'): void {
    this.#end(why)
  }

  queuedBytes(): number {
    return this.#wire?.queuedBytes() ?? 0
  }

  #ask(): void {
    this.#attempts++
    this.#asked = this.#job.provider.ask(this.#job.question, this)
  }

  #rateLimited(failed: Failure, { attempts, waitMs }: Retries): void {
    this.#rateLimits++
    if (this.#attempts === attempts) {
      this.#last = { kind: 'failed', failure: { ...failed, code: GIVEN_UP, message: '' } }
      this.#writeOut()
      return
    }
    const waits = waitMs(this.#attempts)
    const notice = { kind: 'notice', atMs: ms(0), retry: this.#attempts, waitMs: waits } as const
    this.#wire?.write(this.#job.encoder.notice?.(notice) ?? '')
    this.dueMs = this.#stage.clock.nowMs() + waits
    this.#stage.wheel.add(this)
  }

  #put(text: string, dueMs: number): void {
    if (text === '') return
    this.#pieces.push({ text, dueMs })
    if (this.#job.retries !== undefined) this.#partial += text
  }

  /** Writes what waits, as far as the client keeps up; then the end, if it has come. */
  #writeOut(): void {
    while (this.#pieces.length > 0 && this.#blockedSince === undefined) {
      if (!this.#write() && mustWait(this.#slowReader, this.queuedBytes(), this.#waiting))
        this.#block()
    }
    if (this.#last !== undefined && this.#blockedSince === undefined) this.#finish(this.#last)
  }

  /** One system call; false when the client does not keep up. */
  #write(): boolean {
    const { encoder, padding, stamp } = this.#job
    const { clock, observeLateness } = this.#stage
    const { items = Number.POSITIVE_INFINITY } = this.#slowReader
    const most = padding === undefined ? WRITE_PIECES : 1
    const pieces = this.#pieces.splice(0, Math.min(most, Math.max(1, items - this.#waiting)))
    const first = this.#stamps.count()
    const events = pieces.map((piece, i) => encoder.token(piece.text, first + i))
    const atMs = clock.nowMs()
    const bytes =
      stamp === true ? events.map((one, i) => stamped(one, first + i, roundMs(atMs))) : events
    const all = this.#opening + bytes.join('')
    const ok = this.#wire?.write(all, padding) ?? true
    this.#handedBytes += all.length + (padding?.length ?? 0)
    this.#opening = ''
    this.#stamps.add(
      atMs,
      pieces.map((piece) => piece.dueMs),
    )
    this.#unpolled.wrote(pieces.length)
    this.#waiting = ok ? 0 : this.#waiting + pieces.length
    if (!ok) this.#maxQueuedBytes = Math.max(this.#maxQueuedBytes, this.queuedBytes())
    for (const { dueMs } of pieces) if (dueMs >= this.#excusedUntil) observeLateness(atMs - dueMs)
    return ok
  }

  #block(): void {
    const { dropAfterMs } = this.#slowReader
    this.#blockedSince = this.#stage.clock.nowMs()
    this.#asked?.pause()
    this.#wire?.whenDrained(() => this.#resume())
    if (dropAfterMs === undefined) return
    this.dueMs = this.#blockedSince + dropAfterMs
    this.#stage.wheel.add(this)
  }

  #resume(): void {
    if (this.#over || this.#blockedSince === undefined) return
    this.#excusedUntil = this.#stage.clock.nowMs()
    this.#blockedMs += this.#excusedUntil - this.#blockedSince
    this.#blockedSince = undefined
    this.#waiting = 0
    this.#stage.wheel.remove(this)
    this.#writeOut()
    if (this.#blockedSince === undefined) this.#asked?.resume()
  }

  #finish(last: Last): void {
    const { encoder, breaksBy } = this.#job
    const sent = this.#stamps.count()
    if (last.kind === 'done') {
      this.#wire?.end(
        this.#opening + encoder.finish({ kind: 'finish', atMs: ms(0), reason: 'stop' }, sent),
      )
      this.#end('finish')
      return
    }
    const { failure } = last
    if (failure.code !== GIVEN_UP) this.#failed = failure
    const inBand = failure.name === 'error' || breaksBy === 'event'
    const code = failure.code ?? `upstream_${failure.name}`
    const said = failure.message === '' ? undefined : failure.message
    const bytes = inBand ? encoder.error(code, this.#partial, said) : ''
    if (bytes === '') this.#wire?.reset()
    else this.#wire?.end(this.#opening + bytes)
    this.#end(bytes === '' ? 'cut' : 'error')
  }

  #end(how: Played['end']): void {
    if (this.#over) return
    this.#over = true
    const endMs = this.#stage.clock.nowMs()
    this.#stage.wheel.remove(this)
    this.#asked?.cancel()
    if (this.#blockedSince !== undefined) this.#blockedMs += endMs - this.#blockedSince
    this.#job.ended({
      end: how,
      stamps: this.#stamps,
      endMs,
      blockedMs: this.#blockedMs,
      maxQueuedBytes: this.#maxQueuedBytes,
      writtenBytes: Math.max(0, this.#handedBytes - this.queuedBytes()),
      faults: this.#faults(),
      ...this.#relayed(),
      ...(how === 'gone' ? { tokensAfterGone: this.#unpolled.count() } : {}),
    })
  }

  #relayed(): Pick<Played, 'relayed'> {
    if (this.#asked === undefined) return {}
    const upstream = { attempts: this.#attempts, ...this.#asked.truth() }
    return { relayed: { receivedMs: this.#receivedMs, upstream } }
  }

  #faults(): readonly string[] {
    const limits = Array.from({ length: this.#rateLimits }, () => 'rate-limit')
    return this.#failed === undefined ? limits : [...limits, `upstream-${this.#failed.name}`]
  }
}
