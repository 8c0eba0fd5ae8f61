import type { LoadSpec } from '../core/load-spec.ts'
import { numberOf } from '../core/scenario/knob-values.ts'
import { stage } from './load/stage.ts'
import { steady } from './steady.ts'

/** Plenty: it is the requests that are limited. */
const TOKENS_PER_MINUTE = 100_000_000

/** A steady load on a server that allows less of it; a target that is not ours has limits of its own. */
export async function rateLimit(spec: LoadSpec): Promise<void> {
  if (spec.stageUrl === undefined) return steady(spec)
  const load = {
    requestsPerMinute: numberOf(spec.knobs, 'limit'),
    tokensPerMinute: TOKENS_PER_MINUTE,
  }
  await stage(spec, { do: 'control', change: { load } })
  await steady(spec)
  await stage(spec, { do: 'restore' })
}
