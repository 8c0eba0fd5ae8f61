import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LoadSpec } from '../../core/load-spec.ts'
import { cpuAllowance } from '../process/allowance.ts'
import { type K6Output, k6Output } from '../prometheus/k6-output.ts'
import { bundle } from './bundle.ts'
import { expectedLength } from './expected-length.ts'
import type { Interrupt } from './interrupt.ts'
import { type K6End, startK6 } from './run-k6.ts'
import type { RunPlan, Secrets } from './run-plan.ts'
import { progressView } from './show-progress.ts'
import { systemCertificates, trustedWith } from './trusted.ts'
import { bundleScript, scriptEnv, userScript } from './user-script.ts'

const SCRIPT = fileURLToPath(new URL('../../scenarios/main.ts', import.meta.url))

/** Where a run keeps its things. */
export interface LoadPlaces {
  readonly dir: string
  readonly scratch: string
  /** A certificate (PEM) of ours that k6 must trust besides what it trusts anyway. */
  readonly certificate?: string
  readonly k6: string
  readonly secrets: Secrets
  readonly interrupt: Interrupt
}

export interface LoadEnd extends K6End {
  readonly wallSeconds: number
}

/** Milliseconds that k6 gets to write its last records after the first signal. */
const LAST_WORDS_MS = 2_000

/** Bundles the scenarios, runs k6 to its end and shows progress. A signal ends it early: records so far are kept. */
export async function load(
  plan: RunPlan,
  specs: readonly LoadSpec[],
  places: LoadPlaces,
): Promise<LoadEnd> {
  const run = specs[0]?.run ?? ''
  const script = join(places.scratch, 'scenarios.js')
  const spec = join(places.scratch, 'spec.json')
  const own = userScript(plan)
  await (own === undefined ? bundle(SCRIPT, script) : bundleScript(own, script))
  writeFileSync(spec, JSON.stringify(specs), { mode: 0o600 })
  const view = progressView(
    {
      title: titleOf(specs),
      ...(own === undefined && expectedLength(specs)),
      cpuAllowance: cpuAllowance(),
      quiet: plan.quiet || plan.json,
    },
    process.stderr,
  )
  const begin = performance.now()
  const k6 = await startK6({
    path: places.k6,
    script,
    records: join(places.dir, 'records.ndjson'),
    log: join(places.dir, 'k6.log'),
    env: {
      STREAMGAUGE_INTERNAL_RUN: run,
      STREAMGAUGE_INTERNAL_SPEC: spec,
      STREAMGAUGE_INTERNAL_SECRET_HEADERS: JSON.stringify(places.secrets.headers),
      ...trusted(plan.cacert, places),
      ...(own !== undefined && scriptEnv(own, plan, specs[0]?.routes ?? [])),
    },
    insecure: plan.insecure,
    output: metricsOutput(plan, places.secrets, run),
    onProgress: (progress) => view.show(progress),
  })
  const kill = (): void => void k6.child.process.kill('SIGKILL')
  places.interrupt.onSignal = {
    first() {
      k6.child.process.kill('SIGINT')
      setTimeout(kill, LAST_WORDS_MS).unref()
    },
    again: kill,
  }
  // A signal heard before k6 ran must not be lost.
  if (places.interrupt.signal !== undefined) places.interrupt.onSignal.first()
  const end = await k6.ended
  view.end()
  return { ...end, wallSeconds: (performance.now() - begin) / 1000 }
}

/** What k6 trusts. https://pkg.go.dev/crypto/x509#SystemCertPool: the file of this variable stands in for the system's. */
function trusted(
  cacert: string | undefined,
  { certificate, scratch }: LoadPlaces,
): Readonly<Record<string, string>> {
  if (certificate === undefined) return cacert === undefined ? {} : { SSL_CERT_FILE: cacert }
  const file = join(scratch, 'trusted.pem')
  writeFileSync(file, trustedWith(certificate, cacert ?? systemCertificates()))
  return { SSL_CERT_FILE: file }
}

function metricsOutput(
  { prometheus, segment }: RunPlan,
  { prometheus: user }: Secrets,
  testid: string,
): K6Output | undefined {
  if (prometheus === undefined) return undefined
  const writer = { testid, instance: segment?.number ?? 1 }
  return k6Output({ ...prometheus, ...(user !== undefined && { user }) }, writer, process.env)
}

const titleOf = (specs: readonly LoadSpec[]): string => {
  const routes = specs[0]?.routes.map((route) => route.name).join(' + ')
  return `${specs.map((spec) => spec.scenario).join(', ')} · ${routes}`
}
