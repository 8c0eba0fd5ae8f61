import exec from 'k6/execution'
import type { LoadSpec } from '../core/load-spec.ts'
import { baseline } from './baseline.ts'
import { CALIBRATION } from './calibrate.ts'
import { besideCanary } from './load/canary.ts'
import { readSpecs } from './load/spec.ts'
import { quick } from './quick.ts'
import { transports } from './transports.ts'

/** The k6 script of `streamgauge run`: one VU, many lanes; the scenarios of the run one after the other. */
const SCENARIOS: Readonly<Record<string, (spec: LoadSpec) => Promise<void>>> = {
  baseline,
  quick,
  transports,
  ...CALIBRATION,
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

export default async function main(): Promise<void> {
  const [first] = specs
  if (first !== undefined) await besideCanary(first, runAll)
}

async function runAll(): Promise<void> {
  for (const spec of specs) {
    const scenario = SCENARIOS[spec.scenario]
    if (scenario === undefined) throw new Error(`no scenario is called ${spec.scenario}`)
    // Without this k6 would log the error and end with 0.
    await scenario(spec).catch((error: unknown) => exec.test.fail(String(error)))
  }
}
