import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

export const highConcurrency: Scenario = {
  name: 'high-concurrency',
  shows: 'very many streams open at a time, each slow: descriptors, ports, memory',
  seconds: 120,
  warmupMs: 0,
  knobs: {
    streams: { shows: 'open streams', value: 1_000, least: 1, most: 20_000, whole: true },
  },
  parts: (knobs) => ({
    concurrency: numberOf(knobs, 'streams'),
    durationMs: 30_000,
    serve: { ttftMs: 1_000, gapMs: 1_000, tokens: 20 },
  }),
}
