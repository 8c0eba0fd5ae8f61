import type { StreamWish, Trial } from '../trial.ts'
import { fault, plain, USUAL } from './wishes.ts'

const PADS = [0, 1_024, 4_096, 8_192, 16_384, 65_536] as const

const SILENCE_MS = 600

function twoEvents(faults: readonly Readonly<Record<string, unknown>>[]): StreamWish {
  const stalls = [1, 2].map((afterTokens) => ({ type: 'stall', afterTokens, forMs: SILENCE_MS }))
  return {
    ...plain({ tokens: 2, gapCv: 0, fault: [...stalls, ...faults] }),
    tags: { silenceMs: String(SILENCE_MS) },
  }
}

/** Bytes held back on the way. */
export const HELD: readonly Trial[] = [
  ...['buffered', 'header-stripped'].map((route): Trial => ({
    ...USUAL,
    name: `buffering, ${route}`,
    plants: `nginx:${route}: short answers wait for their end`,
    route,
    beside: 'direct',
    stream: () => plain(),
    finds: ['buffering'],
    fromOutside: true,
  })),
  {
    ...USUAL,
    name: 'buffering, saw-tooth',
    plants: 'nginx:buffered: answers of 60 KB fill its buffers again and again',
    route: 'buffered',
    stream: () => plain({ tokens: 80, padBytes: 700 }),
    finds: ['buffering'],
  },
  {
    name: 'padding probe',
    plants: 'nginx:buffered, events padded by 0 to 64 KiB',
    route: 'buffered',
    streams: 3 * PADS.length,
    spacingMs: 37,
    stream: (index) => {
      const padBytes = PADS[index % PADS.length] as number
      return { ...plain({ padBytes, tokens: 30 }), tags: { padBytes: String(padBytes) } }
    },
    finds: ['buffer-size'],
    brings: ['buffering', 'one-event-late'],
  },
  {
    ...USUAL,
    name: 'compression, held',
    plants: 'nginx:gzip: the compressor is not flushed',
    route: 'gzip',
    beside: 'direct',
    stream: () => ({ ...plain(), headers: { 'accept-encoding': 'gzip' } }),
    finds: ['compression'],
    fromOutside: true,
  },
  {
    ...USUAL,
    name: 'compression by the server',
    plants: 'the mock compresses and does not flush (`gzip-unflushed`)',
    route: 'streaming',
    stream: () => ({ ...fault('gzip-unflushed'), headers: { 'accept-encoding': 'gzip' } }),
    finds: ['compression'],
    fromOutside: true,
  },
  {
    ...USUAL,
    name: 'one event late, hop',
    plants: 'a hop that hands each write on with the next one',
    route: 'hop:late',
    stream: () => plain(),
    finds: ['one-event-late'],
  },
  {
    ...USUAL,
    name: 'one event late, server',
    plants: 'the mock flushes before it writes (`late-by-one`); two-event probe',
    route: 'streaming',
    stream: () => twoEvents([{ type: 'late-by-one' }]),
    finds: ['one-event-late'],
    fromOutside: true,
  },
  {
    ...USUAL,
    name: 'two-event probe, clean',
    plants: 'nothing; event, silence, event, silence, close',
    route: 'streaming',
    stream: () => twoEvents([]),
    finds: [],
  },
]
