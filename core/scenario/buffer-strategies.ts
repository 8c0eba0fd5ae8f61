import type { Scenario, Variant } from './scenario.ts'

const SHOWS = {
  none: 'every token at once',
  word: 'flushed at white space',
  sentence: 'flushed at the end of a sentence',
  line: 'flushed at the end of a line',
} as const

const strategies = Object.entries(SHOWS).map(([name, shows]): Variant => ({
  name,
  shows,
  path: `/chat/stream?buffer=${name}`,
}))

export const bufferStrategies: Scenario = {
  name: 'buffer-strategies',
  shows:
    'tokens flushed one by one, by word, sentence or line: the delay that is added, the events saved',
  seconds: 40,
  warmupMs: 2_000,
  knobs: {},
  routes: ['direct'],
  mockOnly: true,
  parts: () => ({ ratePerSecond: 20, durationMs: 30_000, variants: strategies }),
}
