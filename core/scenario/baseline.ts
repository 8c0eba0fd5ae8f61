import type { Scenario } from './scenario.ts'

export const baseline: Scenario = {
  name: 'baseline',
  shows: 'a steady load, open loop (--rate) or closed loop (--concurrency)',
  seconds: 80,
  warmupMs: 5_000,
  knobs: {},
  parts: () => ({ ratePerSecond: 20, durationMs: 30_000 }),
}
