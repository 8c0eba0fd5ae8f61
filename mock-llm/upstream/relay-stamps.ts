import { roundMs } from '../../core/units.ts'
import type { Stamps } from '../play/stamps.ts'

/** Stamps of a stream that has no plan: its tokens were due when they came, which only this list knows. */
export function relayStamps(): Stamps {
  const tokens: number[] = []
  const dues: number[] = []
  return {
    add(atMs, duesMs) {
      for (const dueMs of duesMs) {
        tokens.push(roundMs(atMs))
        dues.push(roundMs(dueMs))
      }
    },
    count: () => tokens.length,
    first: () => tokens[0],
    last: () => tokens.at(-1),
    tokenMs: () => tokens,
    dueMs: () => dues,
    eachTokenMs: () => tokens.values(),
    eachDueMs: () => dues.values(),
  }
}
