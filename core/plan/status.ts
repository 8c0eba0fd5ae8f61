import { ms } from '../units.ts'
import type { Fault, Plan } from './plan.ts'

/** Refuses the request at once with this HTTP status; no token is sent. */
export const status =
  (args: { readonly code: number; readonly retryAfterS?: number | undefined }): Fault =>
  (plan: Plan): Plan => ({
    ...plan,
    tokens: () => 0,
    faults: [...plan.faults, 'status'],
    refusal: {
      atMs: ms(0),
      status: args.code,
      ...(args.retryAfterS === undefined ? {} : { retryAfterS: args.retryAfterS }),
    },
    steps: () => [][Symbol.iterator](),
  })
