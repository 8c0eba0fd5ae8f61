import type { LoadSpec } from '../core/load-spec.ts'
import { numberOf } from '../core/scenario/knob-values.ts'
import { stage } from './load/stage.ts'
import { steady } from './steady.ts'

const RETRY_AFTER_S = 1

/** A steady load on a server that serves less of it; a target that is not ours has limits of its own. */
export async function rateLimit(spec: LoadSpec): Promise<void> {
  if (spec.stageUrl === undefined) return steady(spec)
  const slots = numberOf(spec.knobs, 'slots')
  const load = { slots, queue: 0, refuseWith: 429, retryAfterS: RETRY_AFTER_S }
  await stage(spec, { do: 'control', change: { load } })
  await steady(spec)
  await stage(spec, { do: 'restore' })
}
