import type { Plan } from '../../core/plan/plan.ts'
import { slowPlan } from '../../core/profile/shape-plan.ts'
import type { GoneHow } from '../../core/truth.ts'
import { ms } from '../../core/units.ts'
import type { Desk } from '../desk.ts'
import type { Entry } from '../ledger.ts'
import { createStamps } from '../play/stamps.ts'
import type { EntryRefused } from './admission.ts'
import type { RateLevel } from './rate-limits.ts'

/** A request that waits for its slot, or has it. */
export interface Admitted {
  readonly levels: readonly RateLevel[]
  /**
   * Calls back at once or when there is a slot: the entry with its plan at the pace of that moment and the time it waited,
   * and the instant from which the plan's offsets count.
   */
  readonly begin: (go: (entry: Entry, fromMs: number) => void) => void
  /** To be called once, at its end. One that still waits is booked as gone. */
  readonly leave: (how?: GoneHow) => void
}

/** A request that is not let in; its plan is the refusal. */
export interface TurnedAway {
  readonly levels: readonly RateLevel[]
  readonly refusal: EntryRefused
  readonly entry: Entry
}

/** Where every request of every transport meets the load model, once its plan is known. */
export function admit(entry: Entry, desk: Desk): Admitted | TurnedAway {
  const { plan, arrivedMs } = entry
  const { clock } = desk.stage
  const entrance = desk.admission.enter({ tokens: plan.tokens })
  const { levels } = entrance
  if ('refusal' in entrance) {
    const { refusal } = entrance
    return { levels, refusal, entry: { ...entry, plan: turnedAway(plan, refusal) } }
  }
  const limited = desk.serving.profile.load !== undefined
  let waits = true
  return {
    levels,
    begin(go) {
      entrance.begin((slowdown) => {
        waits = false
        const slowed = { ...entry, plan: slowPlan(plan, slowdown) }
        const queuedMs = Math.max(0, clock.nowMs() - arrivedMs)
        if (limited) go({ ...slowed, queuedMs }, arrivedMs + queuedMs)
        else go(slowed, arrivedMs)
      })
    },
    leave(goneHow) {
      entrance.leave()
      if (!waits) return
      const endMs = clock.nowMs()
      const stamps = createStamps(plan, arrivedMs)
      desk.ledger.settle(
        { ...entry, goneHow, queuedMs: endMs - arrivedMs },
        { end: 'gone', stamps, endMs, blockedMs: 0, maxQueuedBytes: 0 },
      )
    },
  }
}

const turnedAway = (plan: Plan, { name, ...refusal }: EntryRefused): Plan => ({
  ...plan,
  tokens: () => 0,
  faults: [name],
  refusal: { ...refusal, atMs: ms(0) },
  steps: () => [][Symbol.iterator](),
})
