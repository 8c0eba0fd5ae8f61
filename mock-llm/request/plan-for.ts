import { buildPlan } from '../../core/plan/build-plan.ts'
import { applyFaults } from '../../core/plan/faults.ts'
import { drawFailure } from '../../core/profile/draw-failure.ts'
import { drawProfile } from '../../core/profile/draw.ts'
import type { Profile } from '../../core/profile/profile.ts'
import { shapePlan } from '../../core/profile/shape-plan.ts'
import type { Plan } from '../../core/plan/plan.ts'
import type { Desk } from '../desk.ts'
import type { ChatRequest } from './chat-door.ts'
import { type KeyParts, requestKey } from './key.ts'
import type { Overrides } from './overrides.ts'

/** What decides the plan of one request. */
export interface PlanInput {
  readonly overrides: Overrides
  /** The request's `x-mock-key`. */
  readonly ownKey: string | undefined
  readonly parts: KeyParts
  readonly maxTokens?: number | undefined
  readonly shape?: ChatRequest['shape']
  readonly wrap?: ChatRequest['wrap']
  /** The answer is this, token by token, instead of drawn text. */
  readonly script?: ((seed: number, key: string) => readonly string[]) | undefined
}

/** Profile, then `x-mock`, then the request's limit; the faults last. */
export function planFor(input: PlanInput, desk: Desk): Plan {
  const { overrides, ownKey, parts } = input
  const { settings, serving } = desk
  const { profile } = serving
  const key = ownKey ?? requestKey(parts)
  const seed = overrides.seed ?? settings.seed
  const clean = cleanPlan(input, profile, { seed, key })
  const shaped = input.shape?.(clean) ?? clean
  const { faults, failures = [] } =
    overrides.faults === undefined ? profile : { faults: overrides.faults }
  const sound = faults.length === 0 && failures.length === 0
  const drawKey = sound ? key : (ownKey ?? `${key}#${desk.ordinal(key)}`)
  const attempt = (n: number): Plan => {
    if (shaped.refusal !== undefined || sound) return shaped
    const from = n === 0 ? drawKey : `${drawKey}/attempt ${n}`
    return drawFailure(applyFaults(shaped, faults, from), failures, from)
  }
  return input.wrap?.(attempt, overrides) ?? attempt(0)
}

function cleanPlan(
  { overrides, parts, maxTokens, script }: PlanInput,
  profile: Profile,
  { seed, key }: { readonly seed: number; readonly key: string },
): Plan {
  const drawn = drawProfile(profile, { seed, key, inputTokens: inputTokens(parts, profile) })
  const tokens = overrides.tokens ?? drawn.tokens
  const plan = buildPlan({
    key,
    seed,
    ttftMs: overrides.ttftMs ?? drawn.ttftMs,
    gapMs: overrides.gapMs ?? drawn.gapMs,
    gapCv: overrides.gapCv ?? drawn.gapCv,
    ...(overrides.gapMs === undefined && overrides.gapCv === undefined && { pace: profile.pace }),
    tokens,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    reasoningTokens: overrides.reasoningTokens ?? Math.min(tokens, drawn.reasoningTokens),
    script: script?.(seed, key),
  })
  return shapePlan(plan, profile)
}

/** English runs at about four characters a token. */
const CHARACTERS_PER_TOKEN = 4

/** Estimated only where it decides something. */
function inputTokens({ prompt, body }: KeyParts, profile: Profile): number {
  if (profile.prefillMs === 0 || profile.input !== undefined) return 0
  return Math.ceil(JSON.stringify([prompt, body]).length / CHARACTERS_PER_TOKEN)
}
