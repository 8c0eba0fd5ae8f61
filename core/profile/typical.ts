import type { Profile } from './profile.ts'
import { drawFrom, type Quantiles } from './quantiles.ts'

const median = (of: number | Quantiles): number => (typeof of === 'number' ? of : drawFrom(of, 0.5))

/** The times of a stream of median lengths. */
export const typical = (
  profile: Profile,
): { readonly ttftMs: number; readonly gapMs: number; readonly tokens: number } => ({
  ttftMs: median(profile.ttftMs) + profile.prefillMs * median(profile.input ?? 0),
  gapMs: profile.gapMs,
  tokens: Math.round(median(profile.tokens)),
})
