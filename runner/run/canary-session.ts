import { CANARY_STREAM } from '../../core/canary.ts'
import type { Cleanup } from './cleanup.ts'
import { type MockSession, mockSession } from './mock-session.ts'
import type { RunPlan } from './run-plan.ts'

/** The mock that the calibration and the canary streams of a run come from; `truth` is its log. Undefined where there is none. */
export async function canarySession(
  plan: RunPlan,
  truth: string,
  undo: Cleanup,
): Promise<MockSession | undefined> {
  if (!plan.canary) return undefined
  return mockSession({ instances: 1, seed: plan.seed, truth, ...CANARY_STREAM }, undo)
}
