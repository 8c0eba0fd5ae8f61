import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

const ATTEMPTS = 6

export const rateLimit: Scenario = {
  name: 'rate-limit',
  shows:
    'more requests than the limit allows: who waits as Retry-After asks, who storms, how many attempts it takes',
  seconds: 60,
  warmupMs: 0,
  knobs: {
    limit: {
      shows: 'requests a minute that each instance of our mock allows',
      value: 240,
      least: 1,
      most: 1_000_000,
      whole: true,
    },
  },
  routes: ['direct', 'nginx'],
  parts: (knobs) => ({
    ratePerSecond: (numberOf(knobs, 'limit') / SECONDS_PER_MINUTE) * OVER,
    durationMs: 8_000,
    serve: { ttftMs: 50, gapMs: 10, tokens: 20 },
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

const SECONDS_PER_MINUTE = 60
/** Times what both instances allow. */
const OVER = 3
