import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

const ATTEMPTS = 6
const SERVE = { ttftMs: 50, gapMs: 10, tokens: 20 }
const STREAM_S = (SERVE.ttftMs + SERVE.gapMs * SERVE.tokens) / 1_000
const INSTANCES = 2
/** Times what both instances serve. */
const OVER = 2

export const rateLimit: Scenario = {
  name: 'rate-limit',
  shows:
    'more requests than are served: who asks again as Retry-After says, and what that adds to the load',
  seconds: 30,
  warmupMs: 0,
  knobs: {
    slots: {
      shows:
        'streams that each instance of our mock serves at a time; the rest get 429 and Retry-After',
      value: 4,
      least: 1,
      most: 10_000,
      whole: true,
    },
  },
  routes: ['direct', 'nginx'],
  parts: (knobs) => ({
    ratePerSecond: ((numberOf(knobs, 'slots') * INSTANCES) / STREAM_S) * OVER,
    durationMs: 6_000,
    serve: SERVE,
    variants: [
      {
        name: 'polite',
        shows: `asks again after Retry-After, at most ${ATTEMPTS} times in all`,
        retry: { maxAttempts: ATTEMPTS, baseMs: 500, capMs: 8_000 },
        expects: ['complete', 'error_status'],
      },
      {
        name: 'once',
        shows: 'takes a refusal for an answer',
        expects: ['complete', 'error_status'],
      },
    ],
  }),
}
