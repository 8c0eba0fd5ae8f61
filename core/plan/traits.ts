import type { Fault, Plan, WireTraits } from './plan.ts'

/** A fault of the way to the client: the steps stay as they are. */
const trait =
  (name: string, traits: WireTraits): Fault =>
  (plan): Plan => ({
    ...plan,
    faults: [...plan.faults, name],
    wire: { ...plan.wire, ...traits },
  })

/** Every write of the body is cut into writes of at most `bytes` bytes, through events and characters. */
export const splitWrites = (args: { readonly bytes: number }): Fault =>
  trait('split-writes', { splitBytes: args.bytes })

/** The answer goes on being generated when the client has left. */
export const ignoreDisconnect: Fault = trait('ignore-disconnect', { ignoreDisconnect: true })

/** The body is compressed and never flushed before its end, so that a reader sees events late and in heaps. */
export const gzipUnflushed: Fault = trait('gzip-unflushed', { gzip: true })
