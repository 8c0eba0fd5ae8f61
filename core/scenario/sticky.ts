import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

export const sticky: Scenario = {
  name: 'sticky',
  shows:
    'clients that keep their instance, by cookie and by address; how even the load is, what happens when one instance dies',
  seconds: 20,
  warmupMs: 0,
  refuses: ['trace'],
  alone: true,
  knobs: {
    clients: {
      shows: 'clients, each with its cookie and address',
      value: 24,
      least: 1,
      most: 250,
      whole: true,
    },
  },
  routes: ['nginx:sticky-cookie', 'nginx:sticky-ip'],
  mockOnly: true,
  parts: (knobs) => ({
    ratePerSecond: Math.max(20, numberOf(knobs, 'clients')),
    /** Of each of the two parts. */
    durationMs: 6_000,
    // Streams of the instance that dies are cut; their clients must find the other one.
    expects: { 'one-dies': ['complete', 'truncated_reset', 'error_status'] },
    serve: { ttftMs: 100, gapMs: 20, tokens: 50 },
  }),
}
