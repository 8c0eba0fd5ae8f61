import type { Ms } from '../units.ts'

/**
 * The exact schedule of one stream: a pure function of (request, profile, seed). Steps are drawn lazily, so a plan of
 * a million tokens costs no memory before it is played; each call of `steps()` gives the same sequence.
 * Offsets count from the request's arrival and never decrease.
 */
export interface Plan {
  /** The request key that, with the seed, fixed everything here. */
  readonly key: string
  readonly seed: number
  /** Tokens that `steps()` brings. A function, since a buffered plan has to be drawn once to know. */
  readonly tokens: () => number
  /** Present when the request is to be refused instead of streamed. */
  readonly refusal?: Refusal
  /** Names of the faults applied, in order; empty for a clean plan. */
  readonly faults: readonly string[]
  /** How the bytes travel, where a fault changes that. */
  readonly wire?: WireTraits
  readonly steps: () => Iterator<Step, undefined, undefined>
}

/** The answer is this status, in the dialect's own error shape, after `atMs`. */
export interface Refusal {
  readonly atMs: Ms
  readonly status: number
  readonly retryAfterS?: number
  /** The same more exactly; `retryAfterS` is not below it. */
  readonly retryAfterMs?: number
  /** What is said; a general sentence where absent. */
  readonly message?: string
}

/** Properties of the way to the client; the steps know nothing of them. */
export interface WireTraits {
  /** Longest piece of the body in one write. */
  readonly splitBytes?: number
  /** Compressed, and never flushed before the end. */
  readonly gzip?: true
  /** Generated to the end although the client has left. */
  readonly ignoreDisconnect?: true
}

export type Step = TokenStep | NoticeStep | FinishStep | CutStep | ErrorStep

export interface TokenStep {
  readonly kind: 'token'
  readonly atMs: Ms
  /** 0, 1, 2, … over the whole answer. */
  readonly index: number
  readonly text: string
  readonly reasoning?: true
  /** Of another answer: no part of this one. */
  readonly foreign?: true
  /** Its event leaves damaged. */
  readonly damage?: Damage
}

/** An event that does not parse; a text with a byte that is no UTF-8. */
export type Damage = 'malformed' | 'bad-utf8'

/** A retry of the endpoint towards its provider is announced; the stream goes on after the wait. */
export interface NoticeStep {
  readonly kind: 'notice'
  readonly atMs: Ms
  /** 1 after the first failed attempt. */
  readonly retry: number
  readonly waitMs: number
}

/** The regular end: finish reason, usage if asked, terminator. */
export interface FinishStep {
  readonly kind: 'finish'
  readonly atMs: Ms
  readonly reason: 'stop' | 'length'
  /** Finish reason and usage are sent, the terminator is not. */
  readonly unterminated?: true
  /** One above the last token of the whole clean answer. */
  readonly index?: number
}

/** The stream breaks off here. */
export interface CutStep {
  readonly kind: 'cut'
  readonly atMs: Ms
  readonly how: CutHow
  /** The withheld token, of whose event `mid-event` and `mid-char` send a part. */
  readonly text: string
}

/** An error object in the stream, then the end. */
export interface ErrorStep {
  readonly kind: 'error'
  readonly atMs: Ms
  /** For example `overloaded`, `server_error`, `rate_limit`. */
  readonly errorKind: string
  /** The text before it, where the endpoint repeats it. */
  readonly partial?: string
}

export const CUT_WAYS = ['clean', 'reset', 'mid-event', 'mid-char', 'no-last-chunk'] as const
export type CutHow = (typeof CUT_WAYS)[number]

/** A fault is a function from plan to plan, never a branch in a write loop. */
export type Fault = (plan: Plan) => Plan
