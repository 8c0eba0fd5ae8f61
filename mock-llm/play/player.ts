import type { Clock } from '../../core/clock.ts'
import type { NoticeStep, Plan, Step } from '../../core/plan/plan.ts'
import type { UpstreamTruth } from '../../core/truth.ts'
import { roundMs } from '../../core/units.ts'
import { tokenBytes } from '../encode/damaged.ts'
import type { Encoder } from '../encode/encoder.ts'
import { stamped } from '../encode/stamped.ts'
import { createBatch } from './batch.ts'
import { NOWHERE } from './shaped-wire.ts'
import { mustWait, PAUSE, type SlowReader } from './slow-reader.ts'
import { type Unpolled, unpolledTokens } from './unpolled.ts'
import { createStamps, type Stamps } from './stamps.ts'
import type { Turn, Wheel } from './wheel.ts'
import type { Wire } from './wire.ts'

/** One stream to be played. */
export interface Job {
  readonly plan: Plan
  readonly encoder: Encoder
  readonly wire: Wire
  /** Offsets of the plan count from here. */
  readonly arrivedMs: number
  /** A comment block that goes before each content event, in the same write. */
  readonly padding?: Buffer
  /** Each event carries its index and instant. */
  readonly stamp?: boolean | undefined
  /** Default: pause. */
  readonly slowReader?: SlowReader | undefined
  readonly ended: (result: Played) => void
}

/** What became of it. */
export interface Played {
  /** `slow`: given up on a client that did not read. */
  readonly end: 'finish' | 'cut' | 'error' | 'gone' | 'slow' | 'shutdown'
  readonly stamps: Stamps
  readonly endMs: number
  readonly blockedMs: number
  readonly maxQueuedBytes: number
  /** Bytes of events and padding that the kernel took. */
  readonly writtenBytes?: number
  /** Tokens written after the last poll of the kernel before the client was noticed to be gone. */
  readonly tokensAfterGone?: number
  /** What went wrong on the provider's side, as the truth log names it (`--upstream`). */
  readonly faults?: readonly string[]
  /** Present for a relayed stream. */
  readonly relayed?: { readonly receivedMs: readonly number[]; readonly upstream: UpstreamTruth }
  /** When the client was noticed to be gone, and what was generated nevertheless (fault `ignore-disconnect`). */
  readonly left?: { readonly atMs: number; readonly tokensAfter: number }
}

/** What the player needs of its process. */
export interface Stage {
  readonly clock: Clock
  readonly wheel: Wheel
  /** Told of each token: written minus due. Not called where the client itself made us late. */
  readonly observeLateness: (lateMs: number) => void
  /** Where the process stands between two polls of the kernel: one answer for all calls of one tick of the wheel. */
  readonly poll?: (tickMs?: number) => PollMark
}

/** Rounds of the event loop so far, and how long it has slept in them. */
export interface PollMark {
  readonly round: number
  readonly sleptMs: number
}

/** A stream that is being played. */
export interface Player {
  /** Ends it where it stands; nothing if it is over. */
  readonly stop: (why: 'gone' | 'shutdown') => void
  readonly queuedBytes: () => number
  /** Tokens in its bounded queue; absent where there is none. */
  readonly queuedTokens?: () => number
}

export type LastStep = Exclude<Step, { kind: 'token' | 'notice' }>

/** What one stream may write in one turn while it is behind, so that it never starves another. */
const TURN_BYTES = 8_192
const TURN_TOKENS = 256

/** Starts a stream. */
export function play(job: Job, stage: Stage): Player {
  const player = new StreamPlayer(job, stage)
  stage.wheel.add(player)
  return player
}

/**
 * Plays a plan: each token at `arrivedMs + atMs`, in a write of its own, stamped right before that write. Overdue tokens
 * go out at once, together. While the client does not read, the stream leaves the wheel; deadlines do not move, so
 * it catches up afterwards.
 */
class StreamPlayer implements Player, Turn {
  dueMs: number
  place = -1
  readonly #job: Job
  readonly #stage: Stage
  readonly #steps: Iterator<Step, undefined, undefined>
  readonly #stamps: Stamps
  readonly #turnTokens: number
  readonly #slowReader: SlowReader
  readonly #unpolled: Unpolled
  #wire: Wire
  #left: { readonly atMs: number; readonly sent: number } | undefined
  #next: Step | undefined
  #opening: string
  #over = false
  #blockedSince: number | undefined
  #blockedMs = 0
  /** Tokens written since the client last kept up. */
  #waiting = 0
  /** Tokens due before this instant are late because of the client. */
  #excusedUntil = Number.NEGATIVE_INFINITY
  #maxQueuedBytes = 0
  #handedBytes = 0

  constructor(job: Job, stage: Stage) {
    this.#job = job
    this.#stage = stage
    this.#wire = job.wire
    this.#steps = job.plan.steps()
    this.#stamps = createStamps(job.plan, job.arrivedMs)
    this.#turnTokens = job.padding === undefined ? TURN_TOKENS : 1
    this.#slowReader = job.slowReader ?? PAUSE
    this.#unpolled = unpolledTokens(stage.poll)
    this.#next = this.#steps.next().value
    this.#opening = job.encoder.opening
    this.dueMs = job.arrivedMs + (this.#next?.atMs ?? 0)
  }

  take(nowMs: number): number | undefined {
    const { arrivedMs } = this.#job
    if (this.#blockedSince !== undefined) {
      this.#end('slow')
      return undefined
    }
    if (!this.#writeOut(nowMs) && mustWait(this.#slowReader, this.queuedBytes(), this.#waiting)) {
      return this.#block()
    }
    const next = this.#next
    if (next === undefined) return undefined
    const goesOn = next.kind === 'token' || next.kind === 'notice'
    if (goesOn || arrivedMs + next.atMs > nowMs) return arrivedMs + next.atMs
    const so = { wire: this.#wire, opening: this.#opening, sent: this.#stamps.count() }
    sendEnd(next, this.#job.encoder, so)
    this.#end(this.#left === undefined ? next.kind : 'gone')
    return undefined
  }

  /** Writes what is due, but for the end; false when the client does not keep up. */
  #writeOut(nowMs: number): boolean {
    const next = this.#next
    if (next?.kind === 'token') return this.#writeDue(nowMs)
    const due = next?.kind === 'notice' && this.#job.arrivedMs + next.atMs <= nowMs
    return due ? this.#announce(next) : true
  }

  stop(why: 'gone' | 'shutdown'): void {
    if (why === 'gone' && this.#job.plan.wire?.ignoreDisconnect === true) this.#playOn()
    else this.#end(why)
  }

  queuedBytes(): number {
    return this.#wire.queuedBytes()
  }

  queuedTokens(): number {
    return this.#slowReader.items === undefined ? 0 : this.#waiting
  }

  /** The client is gone; the answer is played to its end all the same. */
  #playOn(): void {
    if (this.#over || this.#left !== undefined) return
    this.#left = { atMs: this.#stage.clock.nowMs(), sent: this.#stamps.count() }
    this.#wire = NOWHERE
    this.#resume()
  }

  /** Writes the tokens that are due, in one system call; false when the client does not keep up. */
  #writeDue(nowMs: number): boolean {
    const { encoder, arrivedMs, padding } = this.#job
    const { clock, observeLateness } = this.#stage
    const { items = Number.POSITIVE_INFINITY } = this.#slowReader
    const turnTokens = Math.min(this.#turnTokens, Math.max(1, items - this.#waiting))
    let next = this.#next
    batch.clear()
    while (next?.kind === 'token' && arrivedMs + next.atMs <= nowMs) {
      batch.add(tokenBytes(encoder, next), next.index, arrivedMs + next.atMs)
      next = this.#steps.next().value
      if (batch.count() >= turnTokens || batch.bytes() >= TURN_BYTES) break
    }
    this.#next = next
    const stampMs = clock.nowMs()
    if (this.#job.stamp === true) {
      const atMs = roundMs(stampMs)
      batch.replace((piece, index) => stamped(piece, index, atMs))
    }
    const bytes = batch.joined(this.#opening)
    this.#opening = ''
    const ok = this.#wire.write(bytes, padding)
    this.#handedBytes += bytes.length + (padding?.length ?? 0)
    const tokens = batch.count()
    this.#stamps.add(stampMs, batch.duesMs, tokens)
    this.#count(ok, tokens, nowMs)
    for (let i = 0; i < tokens; i++) {
      const dueMs = batch.duesMs[i] ?? 0
      if (dueMs >= this.#excusedUntil) observeLateness(stampMs - dueMs)
    }
    return ok
  }

  /** Writes the announcement; false when the client does not keep up. */
  #announce(step: NoticeStep): boolean {
    const bytes = this.#job.encoder.notice?.(step) ?? ''
    this.#next = this.#steps.next().value
    return bytes === '' || this.#wire.write(bytes)
  }

  /** After a write of so many tokens in the tick of that instant. */
  #count(ok: boolean, tokens: number, tickMs: number): void {
    this.#waiting = ok ? 0 : this.#waiting + tokens
    if (!ok) this.#maxQueuedBytes = Math.max(this.#maxQueuedBytes, this.#wire.queuedBytes())
    this.#unpolled.wrote(tokens, tickMs)
  }

  /** Returns when the client is given up. */
  #block(): number | undefined {
    const { dropAfterMs } = this.#slowReader
    this.#blockedSince = this.#stage.clock.nowMs()
    this.#wire.whenDrained(() => this.#resume())
    return dropAfterMs === undefined ? undefined : this.#blockedSince + dropAfterMs
  }

  #resume(): void {
    if (this.#over || this.#blockedSince === undefined) return
    this.#excusedUntil = this.#stage.clock.nowMs()
    this.#blockedMs += this.#excusedUntil - this.#blockedSince
    this.#blockedSince = undefined
    this.#waiting = 0
    this.#stage.wheel.remove(this)
    this.dueMs = this.#excusedUntil
    this.#stage.wheel.add(this)
  }

  #end(how: Played['end']): void {
    if (this.#over) return
    this.#over = true
    this.#stage.wheel.remove(this)
    const endMs = this.#stage.clock.nowMs()
    if (this.#blockedSince !== undefined) this.#blockedMs += endMs - this.#blockedSince
    this.#job.ended({
      end: how,
      stamps: this.#stamps,
      endMs,
      blockedMs: this.#blockedMs,
      maxQueuedBytes: this.#maxQueuedBytes,
      writtenBytes: Math.max(0, this.#handedBytes - this.#wire.queuedBytes()),
      ...(how === 'gone' ? { tokensAfterGone: this.#unpolled.count() } : {}),
      ...(this.#left === undefined
        ? {}
        : {
            left: {
              atMs: this.#left.atMs,
              tokensAfter: this.#stamps.count() - this.#left.sent,
            },
          }),
    })
  }
}

/** Shared by all turns: each fills and reads it within one call. */
const batch = createBatch()

/** Sends what ends the stream. */
function sendEnd(
  step: LastStep,
  encoder: Encoder,
  so: { readonly wire: Wire; readonly opening: string; readonly sent: number },
): void {
  const { wire } = so
  if (step.kind === 'finish') wire.end(so.opening + encoder.finish(step, so.sent))
  else if (step.kind === 'error') wire.end(so.opening + encoder.error(step.errorKind, step.partial))
  else if (step.how === 'reset') wire.reset()
  else if (step.how === 'no-last-chunk') wire.hangUp()
  else if (step.how === 'clean') wire.end('')
  else wire.end(so.opening + encoder.part(step.text, step.how))
}
