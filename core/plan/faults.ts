import { seededRandom } from '../random.ts'
import { cut } from './cut.ts'
import { damage } from './damage.ts'
import { drop } from './drop.ts'
import { duplicate } from './duplicate.ts'
import { error } from './error.ts'
import { foreign } from './foreign.ts'
import { lateByOne } from './late-by-one.ts'
import { lump } from './lump.ts'
import { noTerminator } from './no-terminator.ts'
import type { CutHow, Fault, Plan } from './plan.ts'
import { reorder } from './reorder.ts'
import { stall } from './stall.ts'
import { status } from './status.ts'
import { gzipUnflushed, ignoreDisconnect, splitWrites } from './traits.ts'

type Args =
  | { readonly type: 'cut'; readonly afterTokens: number; readonly how: CutHow }
  | { readonly type: 'stall'; readonly afterTokens: number; readonly forMs: number }
  | { readonly type: 'error'; readonly afterTokens: number; readonly kind: string }
  | {
      readonly type: 'status'
      readonly code: number
      readonly retryAfterS?: number | undefined
    }
  | {
      readonly type: 'duplicate' | 'drop' | 'reorder' | 'foreign' | 'malformed' | 'bad-utf8'
      readonly afterTokens?: number | undefined
    }
  | { readonly type: 'lump'; readonly size: number }
  | { readonly type: 'split-writes'; readonly bytes: number }
  | { readonly type: 'no-terminator' | 'late-by-one' | 'ignore-disconnect' | 'gzip-unflushed' }

/** A fault as data, as it stands in `x-mock` and in profiles. `rate` 0..1 is the share of requests hit, default 1. */
export type FaultSpec = Args & { readonly rate?: number | undefined }

type Makers = {
  readonly [T in FaultSpec['type']]: (spec: Extract<FaultSpec, { type: T }>) => Fault
}

const FAULTS: Makers = {
  cut,
  stall,
  error,
  status,
  duplicate,
  drop,
  reorder,
  foreign,
  malformed: (spec) => damage('malformed', spec),
  'bad-utf8': (spec) => damage('bad-utf8', spec),
  lump,
  'split-writes': splitWrites,
  'no-terminator': () => noTerminator,
  'late-by-one': () => lateByOne,
  'ignore-disconnect': () => ignoreDisconnect,
  'gzip-unflushed': () => gzipUnflushed,
}

/** The pure function that a fault's data stands for. */
export const faultOf = (spec: FaultSpec): Fault =>
  (FAULTS[spec.type] as (spec: FaultSpec) => Fault)(spec)

/**
 * Applies the faults in their order. Whether one with a rate hits is drawn from (the plan's seed, `drawKey`, its place
 * in the list), so neither other requests nor other faults change the draw.
 */
export function applyFaults(plan: Plan, specs: readonly FaultSpec[], drawKey: string): Plan {
  const random = seededRandom(plan.seed).fork(drawKey).fork('faults')
  return specs.reduce((sofar, spec, place) => {
    const hit =
      spec.rate === undefined || spec.rate === 1 || random.fork(String(place)).next() < spec.rate
    return hit ? faultOf(spec)(sofar) : sofar
  }, plan)
}
