import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

export const arrivalRamp: Scenario = {
  name: 'arrival-ramp',
  shows: 'more and more starts a second, until more come than are served: where the knee is',
  seconds: 150,
  warmupMs: 0,
  refuses: ['trace'],
  alone: true,
  knobs: {
    from: { shows: 'starts a second of the first step', value: 10, least: 0.1, most: 100_000 },
    factor: {
      shows: 'each step has so many times those of the last',
      value: 1.5,
      least: 1.01,
      most: 10,
    },
    steps: { shows: 'most steps', value: 8, least: 1, most: 50, whole: true },
    slots: {
      shows: 'answers that our mock gives at a time; 0 for as many as are asked for',
      value: 32,
      least: 0,
      most: 100_000,
      whole: true,
    },
  },
  routes: ['direct'],
  parts: (knobs) => ({
    ratePerSecond: numberOf(knobs, 'from'),
    /** Of one step. */
    durationMs: 10_000,
    serve: { ttftMs: 100, gapMs: 10, tokens: 40 },
  }),
}
