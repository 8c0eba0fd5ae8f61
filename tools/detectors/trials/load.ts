import type { Trial } from '../trial.ts'
import { fault, plain, resumed, slowReader, USUAL } from './wishes.ts'

/** Cut at one instant: streams start 80 ms apart and have four tokens less each. */
const STORM_TOKENS = 90

/** What many streams together meet. */
export const LOAD: readonly Trial[] = [
  {
    name: 'stall of all',
    plants: 'the server process stands still for 300 ms',
    route: 'frozen',
    streams: 14,
    spacingMs: 10,
    stream: () => plain({ tokens: 40 }),
    finds: ['common-mode-stall'],
    fromOutside: true,
    freeze: { atMs: 500, forMs: 300 },
  },
  {
    name: 'uneven balancing',
    plants: 'nginx:sticky-ip: all clients share one address, so one instance',
    route: 'sticky-ip',
    streams: 24,
    spacingMs: 37,
    stream: () => plain(),
    finds: ['unfair-balancing'],
    fromOutside: true,
  },
  {
    name: 'reconnect storm',
    plants: 'all answers are cut at one instant and resumed at once',
    route: 'direct',
    streams: 20,
    spacingMs: 80,
    stream: (index) => resumed(STORM_TOKENS - 4 * index, 100),
    finds: ['reconnect-storm'],
    brings: ['retry-amplification'],
    fromOutside: true,
  },
  {
    ...USUAL,
    name: 'retries on the way',
    plants: 'nginx:retrying asks the other instance when one answers 503',
    route: 'retrying',
    stream: () => fault('status', { code: 503 }),
    finds: ['retry-amplification'],
  },
  {
    name: 'slow readers, unbounded',
    plants: 'nginx:buffered spools 21 MB for clients that read 12 MB/s',
    route: 'buffered',
    streams: 3,
    spacingMs: 400,
    stream: slowReader,
    finds: ['memory-absorption'],
  },
  {
    ...USUAL,
    name: 'cancels that stop at nginx',
    plants: 'nginx:ignore-abort; every client leaves after 5 tokens',
    route: 'ignore-abort',
    stream: () => ({ ...plain({ tokens: 60 }), cancel: { afterTokens: 5, how: 'fin' } }),
    finds: ['cancel-not-passed-on'],
  },
  {
    ...USUAL,
    name: 'cancels that the server ignores',
    plants: '`ignore-disconnect`; every client leaves after 5 tokens',
    route: 'streaming',
    stream: () => ({
      ...plain({ tokens: 60, fault: { type: 'ignore-disconnect' } }),
      cancel: { afterTokens: 5, how: 'rst' },
    }),
    finds: ['cancel-not-passed-on'],
  },
]
