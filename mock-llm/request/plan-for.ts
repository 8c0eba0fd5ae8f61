import { buildPlan } from '../../core/plan/build-plan.ts'
import { applyFaults } from '../../core/plan/faults.ts'
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
  const { overrides, ownKey, parts, maxTokens, script } = input
  const { settings } = desk
  const key = ownKey ?? requestKey(parts)
  const seed = overrides.seed ?? settings.seed
  const clean = buildPlan({
    key,
    seed,
    ttftMs: overrides.ttftMs ?? settings.ttftMs,
    gapMs: overrides.gapMs ?? settings.gapMs,
    gapCv: overrides.gapCv ?? settings.gapCv,
    tokens: overrides.tokens ?? settings.tokens,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    reasoningTokens: overrides.reasoningTokens,
    script: script?.(seed, key),
  })
  const shaped = input.shape?.(clean) ?? clean
  const { faults } = overrides
  const drawKey = faults.length === 0 ? key : (ownKey ?? `${key}#${desk.ordinal(key)}`)
  const attempt = (n: number): Plan =>
    shaped.refusal !== undefined || faults.length === 0
      ? shaped
      : applyFaults(shaped, faults, n === 0 ? drawKey : `${drawKey}/attempt ${n}`)
  return input.wrap?.(attempt, overrides) ?? attempt(0)
}
