import type { Arrivals } from '../arrivals.ts'
import { profileNamed } from '../profile/profiles.ts'
import type { Lengths } from '../workload/lengths.ts'
import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

const POISSON: Arrivals = { kind: 'poisson' }

export const mix: Scenario = {
  name: 'mix',
  shows: 'several classes of clients at once: a few heavy ones in bursts, and many light ones',
  seconds: 90,
  warmupMs: 0,
  refuses: ['trace', 'arrivals', 'concurrency', 'prompts', 'prompt-tokens', 'max-tokens', 'tokens'],
  knobs: {
    heavy: { shows: 'heavy clients', value: 3, least: 1, most: 20, whole: true },
    cv: {
      shows: 'burstiness of each heavy client: coefficient of variation of its gaps (1 is Poisson)',
      value: 4,
      least: 1,
      most: 10,
    },
    share: {
      shows: 'percent of all starts that the heavy clients make together',
      value: 70,
      least: 1,
      most: 99,
      whole: true,
    },
  },
  parts(knobs) {
    const [heavy, share] = [numberOf(knobs, 'heavy'), numberOf(knobs, 'share')]
    const arrivals: Arrivals = { kind: 'gamma', cv: numberOf(knobs, 'cv') }
    return {
      ratePerSecond: 10,
      durationMs: 20_000,
      serve: { ttftMs: 100, gapMs: 5 },
      variants: [
        ...Array.from({ length: heavy }, (_, i) => ({
          name: `heavy-${i + 1}`,
          shows: 'a heavy client in bursts: long prompts, short answers (Azure 2023, code)',
          weight: share,
          arrivals,
          lengths: lengthsOf('code'),
        })),
        {
          name: 'light',
          shows: 'all light clients together, Poisson: lengths of a conversation (Azure 2023)',
          weight: (100 - share) * heavy,
          arrivals: POISSON,
          lengths: lengthsOf('chat'),
        },
      ],
    }
  },
}

/** The tables of a shipped profile. */
function lengthsOf(name: string): Lengths {
  const { input, tokens } = profileNamed(name)?.profile ?? {}
  if (input === undefined || tokens === undefined) throw new Error(`${name} has no tables`)
  return { input, output: tokens }
}
