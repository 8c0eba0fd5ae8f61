import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

/** Bystanders for each slow reader. */
const BYSTANDERS = 4
const BYSTANDER = { ttftMs: 100, gapMs: 20, tokens: 64 }
const SECOND_MS = 1_000
/** A slow reader stays so much longer than the server should bear with it. */
const LEAVES_S = 5

export const slowReader: Scenario = {
  name: 'slow-reader',
  shows:
    'clients that read slowly, beside others that do not: what the server holds, whom it makes wait',
  seconds: 100,
  warmupMs: 0,
  refuses: ['trace'],
  knobs: {
    speed: { shows: 'bytes a second of a slow reader', value: 1_024, least: 1, most: 100_000_000 },
    'put-timeout': {
      shows: 'seconds after which the server gives a client up that leaves its queue full',
      value: 5,
      least: 0.1,
      most: 600,
    },
    buffer: {
      shows: 'receive buffer of a slow reader in bytes',
      value: 4_096,
      least: 1_024,
      most: 16_777_216,
      whole: true,
    },
    padding: {
      shows: 'bytes that pad each token of a slow reader',
      value: 65_536,
      least: 0,
      most: 1_048_576,
      whole: true,
    },
  },
  routes: ['direct', 'nginx', 'nginx:buffered'],
  mockOnly: true,
  parts: (knobs) => ({
    ratePerSecond: 5,
    durationMs: 10_000,
    variants: [
      { name: 'alone', shows: 'the bystanders without slow readers', mock: BYSTANDER },
      {
        name: 'slow',
        shows: 'reads slowly, with a small receive buffer',
        path: '/chat/backpressure',
        mock: {
          ttftMs: 50,
          gapMs: 5,
          tokens: 400,
          padBytes: numberOf(knobs, 'padding'),
          putTimeoutMs: numberOf(knobs, 'put-timeout') * SECOND_MS,
        },
        read: {
          bytesPerSecond: numberOf(knobs, 'speed'),
          receiveBufferBytes: numberOf(knobs, 'buffer'),
        },
        // Where the server does not give it up, the reader leaves a little later.
        cancel: { afterMs: (numberOf(knobs, 'put-timeout') + LEAVES_S) * SECOND_MS, how: 'fin' },
        expects: ['truncated_reset', 'truncated_clean', 'cancelled'],
      },
      { name: 'bystander', shows: 'reads at full speed', weight: BYSTANDERS, mock: BYSTANDER },
    ],
  }),
}
