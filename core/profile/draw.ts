import { type Random, seededRandom } from '../random.ts'
import { roundMs } from '../units.ts'
import type { Profile, Stalls } from './profile.ts'
import { drawFrom, type Quantiles } from './quantiles.ts'

/** What a profile gives one request. */
export interface Drawn {
  readonly ttftMs: number
  readonly gapMs: number
  readonly gapCv: number
  readonly tokens: number
  readonly reasoningTokens: number
}

/** Draws a request's lengths from (seed, key), each from a fork of its own. `inputTokens` is the request's own length. */
export function drawProfile(
  profile: Profile,
  { seed, key, inputTokens }: { seed: number; key: string; inputTokens: number },
): Drawn {
  const random = seededRandom(seed).fork(key).fork('profile')
  const value = (of: number | Quantiles, name: string): number =>
    typeof of === 'number' ? of : drawFrom(of, random.fork(name).next())
  const input = profile.input === undefined ? inputTokens : value(profile.input, 'input')
  const tokens = Math.round(value(profile.tokens, 'tokens'))
  const share = profile.reasoning === undefined ? 0 : value(profile.reasoning, 'reasoning')
  return {
    ttftMs: roundMs(value(profile.ttftMs, 'ttft') + profile.prefillMs * input),
    gapMs: profile.gapMs,
    gapCv: profile.gapCv,
    tokens,
    reasoningTokens: Math.round(tokens * share),
  }
}

/** Tells, token by token, how long the silence before it is: mostly 0. */
export function stallsOf({ perThousand, leastMs, mostMs }: Stalls, random: Random): () => number {
  return () => {
    const hit = random.next() < perThousand / 1_000
    const ms = leastMs + random.next() * (mostMs - leastMs)
    return hit ? ms : 0
  }
}
