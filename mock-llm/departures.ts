import type { DepartureLine, GoneHow } from '../core/truth.ts'
import { roundMs } from '../core/units.ts'
import type { Stamps } from './play/stamps.ts'

/** A stream whose client was noticed to be gone. */
export interface Noticed {
  readonly stream: string
  readonly how: GoneHow
  readonly goneMs: number
  readonly stamps: Stamps
}

/**
 * Brings together what the mock noticed of a departure and what only the client knows: the instant at which it closed, on
 * the host's CLOCK_MONOTONIC, reported afterwards. Either may come first.
 */
export interface Departures {
  readonly noticed: (noticed: Noticed) => void
  /** Streams that this instance does not know are kept: their departure may not have been noticed yet. */
  readonly reported: (stream: string, closedMs: number) => void
}

/** Reports that wait for their stream. */
const MOST_REPORTS = 100_000
/** Token instants kept for streams that wait for their report: 8 bytes each, or less. */
const MOST_INSTANTS = 4_000_000
/** And such streams. */
const MOST_STREAMS = 100_000

/** What waits too long is forgotten, the oldest first, so that no client can fill the memory. */
export function createDepartures(
  instance: string,
  known: (departure: DepartureLine) => void,
): Departures {
  const gone = new Map<string, Noticed>()
  const closed = new Map<string, number>()
  let instants = 0
  const settle = (departure: Noticed, closedMs: number): void => {
    const { stream, how, goneMs, stamps } = departure
    known({
      v: 1,
      kind: 'departure',
      stream,
      instance,
      clientGoneHow: how,
      clientClosedMs: roundMs(closedMs),
      clientGoneMs: roundMs(goneMs),
      cancelLagMs: roundMs(goneMs - closedMs),
      tokensAfterClosed: countAfter(stamps, closedMs),
    })
  }
  const take = (stream: string): Noticed | undefined => {
    const one = gone.get(stream)
    if (one !== undefined) instants -= one.stamps.count()
    gone.delete(stream)
    return one
  }
  return {
    noticed(departure) {
      const { stream, stamps } = departure
      const closedMs = closed.get(stream)
      closed.delete(stream)
      if (closedMs !== undefined) {
        settle(departure, closedMs)
        return
      }
      take(stream)
      gone.set(stream, departure)
      instants += stamps.count()
      for (const oldest of gone.keys()) {
        if (instants <= MOST_INSTANTS && gone.size <= MOST_STREAMS) break
        take(oldest)
      }
    },
    reported(stream, closedMs) {
      const departure = take(stream)
      if (departure !== undefined) {
        settle(departure, closedMs)
        return
      }
      closed.set(stream, closedMs)
      if (closed.size <= MOST_REPORTS) return
      for (const oldest of closed.keys()) {
        closed.delete(oldest)
        break
      }
    },
  }
}

function countAfter(stamps: Stamps, closedMs: number): number {
  const all = stamps.eachTokenMs()
  let count = 0
  for (let next = all.next(); next.done !== true; next = all.next()) {
    if (next.value > closedMs) count++
  }
  return count
}
