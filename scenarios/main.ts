import exec from 'k6/execution'
import type { LoadSpec } from '../core/load-spec.ts'
import { arrivalRamp } from './arrival-ramp.ts'
import { besideCanary } from './load/canary.ts'
import { readSpecs } from './load/spec.ts'
import { multiTurn } from './multi-turn.ts'
import { rateLimit } from './rate-limit.ts'
import { reload } from './reload.ts'
import { slowReader } from './slow-reader.ts'
import { sticky } from './sticky.ts'
import { steady } from './steady.ts'

/**
 * How a scenario's load is played where that is not steadily; core/scenario/ says what each is made of. `steady` plays all
 * others: they differ only in their streams and arrivals.
 */
const FLOWS: Readonly<Record<string, (spec: LoadSpec) => Promise<void>>> = {
  'arrival-ramp': arrivalRamp,
  'multi-turn': multiTurn,
  'rate-limit': rateLimit,
  reload,
  'slow-reader': slowReader,
  sticky,
}

const specs = readSpecs()

export const options = {
  scenarios: {
    streamgauge: {
      executor: 'per-vu-iterations',
      vus: 1,
      iterations: 1,
      // Streams end by their own limits and by the drain time; this must never be what ends them.
      maxDuration: '240h',
      gracefulStop: '0s',
    },
  },
  noCookiesReset: true,
  userAgent: 'streamgauge',
  discardResponseBodies: true,
}

/** The script of `streamgauge run`: one VU, many lanes; the scenarios of the run one after the other. */
export default async function main(): Promise<void> {
  const [first] = specs
  if (first !== undefined) await besideCanary(first, runAll)
}

async function runAll(): Promise<void> {
  for (const spec of specs) {
    const flow = FLOWS[spec.scenario] ?? steady
    // Without this k6 would log the error and end with 0.
    await flow(spec).catch((error: unknown) => exec.test.fail(String(error)))
  }
}
