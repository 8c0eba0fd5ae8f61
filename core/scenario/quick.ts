import type { Scenario } from './scenario.ts'

export const quick: Scenario = {
  name: 'quick',
  shows: 'the first look: a steady load on every route in turn, every headline figure',
  seconds: 65,
  warmupMs: 2_000,
  knobs: {},
  parts: () => ({ ratePerSecond: 50, durationMs: 20_000 }),
}
