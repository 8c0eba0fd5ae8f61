import { numberOf } from './knob-values.ts'
import type { KnobValues, Scenario, Variant } from './scenario.ts'

/** Bystanders in a turn, in which each kind of slow reader comes once. */
const BYSTANDERS = 4
const BYSTANDER = { ttftMs: 100, gapMs: 20, tokens: 64 }
const SECOND_MS = 1_000
/** A slow reader stays so much longer than the server should bear with it. */
const LEAVES_S = 5

export const slowReader: Scenario = {
  name: 'slow-reader',
  shows:
    'clients that read slowly, beside others that do not: what the server holds, whom it makes wait',
  seconds: 130,
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
      shows: 'receive buffer of a slow reader in bytes, and its window on HTTP/2 (4096 at least)',
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
  routes: ['direct', 'nginx', 'nginx:http2', 'nginx:buffered'],
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
        mock: { ...answer(knobs), putTimeoutMs: numberOf(knobs, 'put-timeout') * SECOND_MS },
        ...slowly(knobs),
        expects: ['truncated_reset', 'truncated_clean', 'cancelled'],
      },
      {
        name: 'slow-ws',
        shows: 'the same over a WebSocket, where the server waits for as long as it takes',
        dialect: 'ws-chat',
        mock: answer(knobs),
        ...slowly(knobs),
        expects: ['cancelled'],
      },
      { name: 'bystander', shows: 'reads at full speed', weight: BYSTANDERS, mock: BYSTANDER },
    ],
  }),
}

/** So large that kernels and proxies cannot take it all: only then does the server feel a client that reads slowly. */
const answer = (knobs: KnobValues): Readonly<Record<string, number>> => ({
  ttftMs: 50,
  gapMs: 5,
  tokens: 400,
  padBytes: numberOf(knobs, 'padding'),
})

const slowly = (knobs: KnobValues): Pick<Variant, 'read' | 'cancel'> => ({
  read: {
    bytesPerSecond: numberOf(knobs, 'speed'),
    receiveBufferBytes: numberOf(knobs, 'buffer'),
  },
  // Where the server does not give it up, the reader leaves a little later.
  cancel: { afterMs: (numberOf(knobs, 'put-timeout') + LEAVES_S) * SECOND_MS, how: 'fin' },
})
