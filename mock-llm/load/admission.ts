import type { Clock } from '../../core/clock.ts'
import type { LoadModel } from '../../core/profile/profile.ts'
import { type RateLevel, rateLimits } from './rate-limits.ts'

/** Who may be served now: the one place where requests meet each other. */
export interface Admission {
  readonly enter: (visitor: Visitor) => Entrance
  readonly queued: () => number
  /** Another load model from now on; those inside and waiting stay. */
  readonly change: (load: LoadModel | undefined) => void
}

export interface Visitor {
  /** Output tokens of its answer, which the rate limit counts; asked only where there is one. */
  readonly tokens: () => number
}

/** Admitted, or the refusal. */
export type Entrance =
  | {
      readonly levels: readonly RateLevel[]
      /** Calls back with the pace (1 is full speed) at once or when a place is free; leaving while waiting cancels. */
      readonly begin: (go: (slowdown: number) => void) => void
      /** To be called once, served or not. */
      readonly leave: () => void
    }
  | {
      readonly levels: readonly RateLevel[]
      readonly refusal: EntryRefused
    }

export interface EntryRefused {
  /** As the truth log names it. */
  readonly name: 'rate-limit' | 'queue-full'
  readonly status: number
  readonly retryAfterS: number
  readonly retryAfterMs: number
  readonly message: string
}

const DEFAULT_RETRY_S = 1

/** With no model everyone enters at once, and nothing is counted against anybody. */
export function createAdmission(first: LoadModel | undefined, clock: Clock): Admission {
  let load = first
  let limits = rateLimits(load, clock)
  let inside = 0
  const waiting = new Set<() => void>()
  const full = (): boolean => inside >= (load?.slots ?? Number.POSITIVE_INFINITY)
  const slowdown = (): number =>
    load?.knee === undefined ? 1 : Math.max(1, Math.ceil(inside / load.knee))
  const letIn = (): void => {
    for (const next of waiting) {
      if (full()) return
      waiting.delete(next)
      next()
    }
  }
  return {
    queued: () => waiting.size,
    change(next) {
      load = next
      limits = rateLimits(load, clock)
      letIn()
    },
    enter({ tokens }) {
      const { levels, waitMs } = limits(tokens)
      if (waitMs !== undefined) {
        return {
          levels,
          refusal: { name: 'rate-limit', status: 429, ...again(waitMs), message: RATE },
        }
      }
      if (full() && waiting.size >= (load?.queue ?? Number.POSITIVE_INFINITY)) {
        const status = load?.refuseWith ?? 503
        const retry = again((load?.retryAfterS ?? DEFAULT_RETRY_S) * 1_000)
        return { levels, refusal: { name: 'queue-full', status, ...retry, message: FULL } }
      }
      let state: 'outside' | 'inside' | 'left' = 'outside'
      let turn: (() => void) | undefined
      return {
        levels,
        begin(go) {
          turn = () => {
            state = 'inside'
            inside++
            go(slowdown())
          }
          if (full()) waiting.add(turn)
          else turn()
        },
        leave() {
          if (state === 'left') return
          if (turn !== undefined) waiting.delete(turn)
          if (state === 'inside') inside--
          state = 'left'
          letIn()
        },
      }
    },
  }
}

/** Whole seconds, as HTTP has them, and the milliseconds behind them. */
const again = (
  waitMs: number,
): { readonly retryAfterS: number; readonly retryAfterMs: number } => ({
  retryAfterS: Math.ceil(waitMs / 1_000),
  retryAfterMs: Math.ceil(waitMs),
})

const RATE = 'Rate limit reached for requests or tokens per minute.'
const FULL = 'The server is overloaded: every slot and the queue are taken.'
