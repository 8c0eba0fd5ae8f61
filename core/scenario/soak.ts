import { numberOf } from './knob-values.ts'
import type { Scenario, Variant } from './scenario.ts'

/**
 * Silences in seconds just below and above the limits that proxies, balancers and clients are known for
 * (docs/detectors.md names their owners).
 */
const RUNGS_S = [5, 14, 16, 29, 31, 59, 61, 99, 101, 119, 121, 239, 241, 299, 301]
const TOKENS = 20
const SECOND_MS = 1_000

const rungs = (silentMs: number, rung: number): readonly Variant[] => [
  {
    name: `before-${rung}s`,
    shows: `silent for ${rung} s (scaled) before the first token`,
    mock: { ttftMs: silentMs },
  },
  {
    name: `between-${rung}s`,
    shows: `silent for ${rung} s (scaled) between two tokens`,
    mock: { fault: { type: 'stall', afterTokens: TOKENS / 2, forMs: silentMs } },
  },
]

export const soak: Scenario = {
  name: 'soak',
  shows:
    'a silence ladder, again and again: streams that are silent before or between tokens, and who cuts them',
  seconds: 40,
  warmupMs: 0,
  knobs: {
    scale: {
      shows:
        'silences are so many times the real ones (1 takes hours: give --duration and longer time-outs)',
      value: 0.05,
      least: 0.001,
      most: 1,
    },
    longest: {
      shows: 'longest rung in seconds, before it is scaled',
      value: 121,
      least: 5,
      most: 301,
    },
  },
  routes: ['nginx'],
  mockOnly: true,
  parts(knobs) {
    const longest = numberOf(knobs, 'longest')
    const used = RUNGS_S.filter((rung) => rung <= longest)
    return {
      ratePerSecond: 4,
      streams: 5 * 2 * used.length,
      serve: { ttftMs: 100, gapMs: 20, tokens: TOKENS },
      variants: used.flatMap((rung) => rungs(rung * SECOND_MS * numberOf(knobs, 'scale'), rung)),
    }
  },
}
