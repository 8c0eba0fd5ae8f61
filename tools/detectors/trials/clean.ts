import type { Trial } from '../trial.ts'
import { fault, plain, resumed, slowReader, USUAL } from './wishes.ts'

/** Nothing is planted, but something that looks like a fault may well be there. */
export const CLEAN: readonly Trial[] = [
  ...['direct', 'streaming', 'x-accel', 'tls'].map((route) => ({
    ...USUAL,
    name: `clean on ${route}`,
    plants: 'nothing',
    route,
    stream: () => plain(),
    finds: [],
  })),
  {
    ...USUAL,
    name: 'lumps of the producer',
    plants: 'the server itself sends six tokens at a time (`lump`)',
    route: 'streaming',
    stream: () => fault('lump', { size: 6 }),
    finds: [],
  },
  {
    ...USUAL,
    name: 'long prefill, fast answer',
    plants: 'a first token after 900 ms, then 20 within 20 ms: the hold ratio is 0.98 by right',
    route: 'streaming',
    stream: () => plain({ ttftMs: 900, gapMs: 1, tokens: 20 }),
    finds: [],
  },
  {
    ...USUAL,
    name: 'ragged pace',
    plants: 'gaps with a coefficient of variation of 3',
    route: 'streaming',
    stream: () => plain({ gapCv: 3 }),
    finds: [],
  },
  {
    ...USUAL,
    name: 'silences that live',
    plants: 'a silence of 700 ms in each answer, at different places',
    route: 'streaming',
    stream: (index) => fault('stall', { afterTokens: 4 + 3 * index, forMs: 700 }),
    finds: [],
  },
  {
    ...USUAL,
    name: 'server cuts by itself',
    plants: 'the server breaks off after 12 tokens, at one and the same age',
    route: 'streaming',
    stream: () =>
      plain({ gapCv: 0, fault: { type: 'cut', afterTokens: 12, how: 'no-last-chunk' } }),
    finds: [],
  },
  {
    name: 'all cut at one instant',
    plants:
      'the server breaks off all answers together, as a restart does; their ages differ by 2 %',
    route: 'streaming',
    streams: 8,
    spacingMs: 20,
    stream: (index) =>
      plain({
        gapCv: 0,
        tokens: 200,
        fault: { type: 'cut', afterTokens: 130 - index, how: 'no-last-chunk' },
      }),
    finds: [],
  },
  {
    ...USUAL,
    name: 'cancels that arrive',
    plants: 'every client leaves after 5 tokens',
    route: 'streaming',
    stream: () => ({ ...plain({ tokens: 100 }), cancel: { afterTokens: 5, how: 'fin' } }),
    finds: [],
  },
  {
    name: 'reconnects one by one',
    plants: 'answers are cut and resumed, each at a time of its own',
    route: 'direct',
    streams: 24,
    spacingMs: 60,
    stream: () => resumed(20),
    finds: ['retry-amplification'],
    fromOutside: true,
  },
  {
    name: 'even balancing',
    plants: 'nothing; two instances behind nginx take turns',
    route: 'streaming',
    streams: 24,
    spacingMs: 37,
    stream: () => plain(),
    finds: [],
  },
  {
    name: 'slow readers, bounded',
    plants: 'clients that read 12 MB/s of 21 MB which are there at once',
    route: 'streaming',
    streams: 3,
    spacingMs: 400,
    stream: slowReader,
    finds: [],
  },
]
