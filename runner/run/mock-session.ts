import { familyCpuSeconds } from '../process/cpu-seconds.ts'
import { startMocks, type MockPlan, type RunningMock } from '../mock/start-mocks.ts'
import type { Cleanup } from './cleanup.ts'

/** The mock instances of a run. */
export interface MockSession {
  readonly urls: readonly string[]
  readonly mocks: readonly RunningMock[]
  /** Ends them, so that the truth log is whole; resolves to the CPU seconds that they used. */
  finish(): Promise<number>
}

/** Starts the instances and registers their end. */
export async function mockSession(plan: MockPlan, undo: Cleanup): Promise<MockSession> {
  const mocks = await startMocks(plan)
  undo.add(() => stopAll(mocks))
  return {
    urls: mocks.map((mock) => mock.url),
    mocks,
    async finish() {
      const used = mocks.map((mock) => familyCpuSeconds(mock.child.pid) ?? 0)
      await stopAll(mocks)
      return used.reduce((sum, one) => sum + one, 0)
    },
  }
}

/** Their streams have ended or will not be waited for: a short grace is enough to write the truth log. */
const GRACE_MS = 1_500

async function stopAll(mocks: readonly RunningMock[]): Promise<void> {
  await Promise.all(mocks.map((mock) => mock.child.stop(GRACE_MS)))
}
