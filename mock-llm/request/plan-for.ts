import { buildPlan } from '../../core/plan/build-plan.ts'
import { applyFaults } from '../../core/plan/faults.ts'
import type { Plan } from '../../core/plan/plan.ts'
import type { Desk } from '../desk.ts'
import { type KeyParts, requestKey } from './key.ts'
import type { Overrides } from './overrides.ts'

/** What decides the plan of one request. */
export interface PlanInput {
  readonly overrides: Overrides
  /** The request's `x-mock-key`. */
  readonly ownKey: string | undefined
  readonly parts: KeyParts
  readonly maxTokens?: number | undefined
}

/** Profile, then `x-mock`, then the request's limit; the faults last. */
export function planFor({ overrides, ownKey, parts, maxTokens }: PlanInput, desk: Desk): Plan {
  const { settings } = desk
  const key = ownKey ?? requestKey(parts)
  const clean = buildPlan({
    key,
    seed: overrides.seed ?? settings.seed,
    ttftMs: overrides.ttftMs ?? settings.ttftMs,
    gapMs: overrides.gapMs ?? settings.gapMs,
    gapCv: overrides.gapCv ?? settings.gapCv,
    tokens: overrides.tokens ?? settings.tokens,
    ...(maxTokens === undefined ? {} : { maxTokens }),
  })
  const { faults } = overrides
  if (faults.length === 0) return clean
  return applyFaults(clean, faults, ownKey ?? `${key}#${desk.ordinal(key)}`)
}
