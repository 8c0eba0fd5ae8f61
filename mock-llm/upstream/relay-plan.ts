import type { Plan, Refusal } from '../../core/plan/plan.ts'
import { ms } from '../../core/units.ts'
import type { RelayRequest } from '../request/chat-door.ts'

/** Stands for an answer of which nothing is known before it comes. */
export const relayPlan = (key: string, seed: number, { resumes }: RelayRequest): Plan => ({
  key,
  seed,
  tokens: () => 0,
  faults: [],
  ...(resumes === true ? { refusal: GONE } : {}),
  steps: () => [][Symbol.iterator](),
})

/**
 * Answers are not kept, and asking again would give another one: nothing more comes for a client that has seen a part. 204
 * tells an EventSource not to connect again (HTML standard, 9.2.3).
 */
const GONE: Refusal = { atMs: ms(0), status: 204 }
