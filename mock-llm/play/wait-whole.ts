import type { Plan } from '../../core/plan/plan.ts'
import { createStamps } from './stamps.ts'
import type { WholeText } from '../encode/encoder.ts'
import type { LastStep, Played, Player, Stage } from './player.ts'
import type { Turn } from './wheel.ts'

/** An answer that is sent in one piece when its plan is over. */
export interface WholeJob {
  readonly plan: Plan
  readonly arrivedMs: number
  /** Called with the last step (finish, cut or error) and what all tokens before it say. */
  readonly send: (last: LastStep, said: WholeText) => void
  readonly ended: (result: Played) => void
}

/** Tokens drawn in one turn, so that a long answer starves nobody. */
const TURN_TOKENS = 2_000

/** Waits until the plan's last step is due, then sends the whole; every token is stamped with that write. */
export function waitWhole(job: WholeJob, stage: Stage): Player {
  const steps = job.plan.steps()
  const stamps = createStamps(job.plan, job.arrivedMs)
  const texts: string[] = []
  const thoughts: string[] = []
  const duesMs: number[] = []
  let last: LastStep | undefined
  let over = false
  const end = (how: Played['end']): void => {
    if (over) return
    over = true
    stage.wheel.remove(turn)
    job.ended({ end: how, stamps, endMs: stage.clock.nowMs(), blockedMs: 0, maxQueuedBytes: 0 })
  }
  const draw = (): LastStep | undefined => {
    for (let drawn = 0; drawn < TURN_TOKENS; drawn++) {
      const step = steps.next().value
      if (step === undefined) return undefined
      if (step.kind === 'notice') continue
      if (step.kind !== 'token') return step
      if (step.reasoning === true) thoughts.push(step.text)
      else texts.push(step.text)
      duesMs.push(job.arrivedMs + step.atMs)
    }
    return undefined
  }
  const turn: Turn = {
    dueMs: job.arrivedMs,
    place: -1,
    take(nowMs) {
      if (last === undefined) {
        last = draw()
        return last === undefined ? nowMs : job.arrivedMs + last.atMs
      }
      if (duesMs.length > 0) stamps.add(stage.clock.nowMs(), duesMs)
      job.send(last, {
        text: texts.join(''),
        reasoning: thoughts.join(''),
        tokens: duesMs.length,
        reasoningTokens: thoughts.length,
      })
      end(last.kind)
      return undefined
    },
  }
  stage.wheel.add(turn)
  return { stop: end, queuedBytes: () => 0 }
}
