import type { Trial } from '../trial.ts'
import { fault, plain, USUAL } from './wishes.ts'

/** Answers that somebody on the way ends, or ends politely. */
export const CUT: readonly Trial[] = [
  {
    streams: 8,
    spacingMs: 150,
    name: 'idle limit, between tokens',
    plants: 'nginx:short-timeouts (3 s); silences of 5 s at different places',
    route: 'short-timeouts',
    stream: (index) => fault('stall', { afterTokens: 4 + 3 * index, forMs: 5_000 }),
    finds: ['idle-timeout'],
    fromOutside: true,
  },
  {
    ...USUAL,
    name: 'idle limit, before the first token',
    plants: 'nginx:short-timeouts (3 s); first tokens after 5 s',
    route: 'short-timeouts',
    stream: () => plain({ ttftMs: 5_000 }),
    finds: ['idle-timeout'],
    fromOutside: true,
  },
  {
    streams: 8,
    spacingMs: 150,
    name: 'limit on the whole',
    plants: 'a hop that ends every answer at the age of 2 s',
    route: 'hop:cap',
    stream: () => plain({ tokens: 200 }),
    finds: ['total-timeout'],
    fromOutside: true,
  },
  {
    ...USUAL,
    name: 'laundered cut',
    plants:
      'the server breaks off raw text; nginx:buffered speaks HTTP/1.0 to it and ends politely',
    route: 'buffered',
    stream: () => ({
      ...fault('cut', { afterTokens: 12, how: 'no-last-chunk' }),
      dialect: 'chunked',
    }),
    finds: ['laundered-truncation'],
    brings: ['buffering'],
  },
  {
    ...USUAL,
    name: 'cut that is told',
    plants: 'the same cut through nginx:streaming, which passes it on',
    route: 'streaming',
    stream: () => ({
      ...fault('cut', { afterTokens: 12, how: 'no-last-chunk' }),
      dialect: 'chunked',
    }),
    finds: [],
  },
]
