import type { Plan } from './plan.ts'

/** Where a fault strikes that names no place: after half of the tokens, at least one. */
export const middleOf = (plan: Plan): number => Math.max(1, Math.floor(plan.tokens() / 2))
