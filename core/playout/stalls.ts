import type { EventArrivals } from './arrivals.ts'
import { STALL_LIMIT_MS } from './readers.ts'

/** How a stream played out to a reader of a steady speed, in milliseconds. */
export interface Playout {
  /** Waits over 200 ms. */
  readonly stalls: number
  /** All waits together, short ones too. */
  readonly stalledMs: number
  readonly longestMs: number
  /** From the first event to the begin of the last: what reader and waits took together. */
  readonly playedMs: number
}

/**
 * Plays a stream to a reader of `tokensPerSecond` (rho): P_1 = a_1, P_i = max(a_i, P_(i-1) + k/rho), stall_i = P_i - P_(i-1) - k/rho,
 * with a_i the arrival of event i, P_i the instant at which the reader comes to it and k the tokens of an event
 * (docs/methods.md, "Smoothness"; the idea of the rebuffering ratio in video). A pause that the reader spends on tokens
 * which came early is no stall.
 */
export function playOut(
  { gapsMs, tokensPerEvent }: Pick<EventArrivals, 'gapsMs' | 'tokensPerEvent'>,
  tokensPerSecond: number,
): Playout {
  const readingMs = (1000 * tokensPerEvent) / tokensPerSecond
  let aheadMs = 0
  let stalls = 0
  let stalledMs = 0
  let longestMs = 0
  for (let i = 0; i < gapsMs.length; i++) {
    // How far the reader's finish with the event before lies behind (positive) or ahead of this arrival.
    aheadMs += readingMs - gapsMs[i]!
    if (aheadMs >= 0) continue
    const stallMs = -aheadMs
    aheadMs = 0
    stalledMs += stallMs
    if (stallMs > longestMs) longestMs = stallMs
    if (stallMs > STALL_LIMIT_MS) stalls++
  }
  return { stalls, stalledMs, longestMs, playedMs: stalledMs + readingMs * gapsMs.length }
}
