import { seededRandom } from '../random.ts'
import { cut } from './cut.ts'
import { drop } from './drop.ts'
import { duplicate } from './duplicate.ts'
import { error } from './error.ts'
import { lateByOne } from './late-by-one.ts'
import { lump } from './lump.ts'
import { noTerminator } from './no-terminator.ts'
import type { CutHow, Fault, Plan } from './plan.ts'
import { reorder } from './reorder.ts'
import { stall } from './stall.ts'
import { status } from './status.ts'

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
      readonly type: 'duplicate' | 'drop' | 'reorder'
      readonly afterTokens?: number | undefined
    }
  | { readonly type: 'lump'; readonly size: number }
  | { readonly type: 'no-terminator' | 'late-by-one' }

/** A fault as data, as it stands in `x-mock` and in profiles. `rate` 0..1 is the share of requests hit, default 1. */
export type FaultSpec = Args & { readonly rate?: number | undefined }

/** The pure function that a fault's data stands for. */
export function faultOf(spec: FaultSpec): Fault {
  switch (spec.type) {
    case 'cut':
      return cut(spec)
    case 'stall':
      return stall(spec)
    case 'error':
      return error(spec)
    case 'status':
      return status(spec)
    case 'duplicate':
      return duplicate(spec)
    case 'drop':
      return drop(spec)
    case 'reorder':
      return reorder(spec)
    case 'lump':
      return lump(spec)
    case 'no-terminator':
      return noTerminator
    case 'late-by-one':
      return lateByOne
    default:
      return spec satisfies never
  }
}

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
