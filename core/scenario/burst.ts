import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

export const burst: Scenario = {
  name: 'burst',
  shows: 'arrivals in bursts: what a queue does to the time to first token',
  seconds: 80,
  warmupMs: 2_000,
  knobs: {
    cv: {
      shows: 'burstiness: coefficient of variation of the gaps between starts (1 is Poisson)',
      value: 3,
      least: 1,
      most: 6,
    },
  },
  parts: (knobs) => ({
    ratePerSecond: 40,
    durationMs: 25_000,
    arrivals: { kind: 'gamma', cv: numberOf(knobs, 'cv') },
  }),
}
