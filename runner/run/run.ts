import { randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunInfo } from '../../core/run-info.ts'
import { EXIT } from '../exit-codes.ts'
import { provisionK6 } from '../k6/provision.ts'
import { findNginx, type Nginx } from '../nginx/find-nginx.ts'
import { cpuAllowance, throttledPeriods } from '../process/allowance.ts'
import { diskFull, isDiskFull } from '../process/disk-full.ts'
import { buildSpecs } from './build-specs.ts'
import { canarySession } from './canary-session.ts'
import { type Cleanup, cleanup } from './cleanup.ts'
import { conclude, type Ended } from './conclude.ts'
import { hearInterrupt, type Interrupt, Interrupted } from './interrupt.ts'
import { type LoadEnd, load } from './load.ts'
import { machineFacts } from './machine.ts'
import { type MockSession, mockSession } from './mock-session.ts'
import { type NginxSession, nginxSession } from './nginx-session.ts'
import { createResultsFolder, linkLatest, type ResultsFolder } from './results-folder.ts'
import { measurable, type Measurable, routeSpecs, upstreamOf } from './routes-of.ts'
import type { RunPlan, Secrets } from './run-plan.ts'
import { scratchFolder } from './scratch.ts'
import { ownVersion } from './versions.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MOCK_INSTANCES = 2

/** What is known once everything that a run needs has been found. */
interface Ready {
  readonly plan: RunPlan
  readonly secrets: Secrets
  readonly k6: { readonly path: string; readonly version: string }
  readonly nginx: Nginx | undefined
  readonly ways: Measurable
  readonly folder: ResultsFolder
  readonly interrupt: Interrupt
}

/**
 * One run from beginning to end: find what is needed, start it, load, end it, judge. Resolves to the exit code. Whatever
 * happens, no process of ours and no temporary file is left. `end` makes of the finished folder what was asked for.
 */
export async function runRun(
  plan: RunPlan,
  secrets: Secrets,
  end: (ended: Ended) => number = conclude,
): Promise<number> {
  const interrupt = hearInterrupt()
  const say = (line: string): void => {
    if (!plan.quiet) process.stderr.write(`streamgauge: ${line}\n`)
  }
  let dir = plan.out ?? 'results'
  try {
    const k6 = await provisionK6(ROOT, say, interrupt.abort)
    const wantsNginx = plan.routes.some((route) => route.nginx !== undefined)
    const nginx = wantsNginx ? await findNginx(say) : undefined
    const ways = measurable(plan.routes, nginx)
    for (const doubt of ways.doubts) say(`${doubt.finding} ${doubt.nextStep}`)
    interrupt.check()
    const folder = createResultsFolder(plan.out, new Date(), randomBytes(2).toString('hex'))
    dir = folder.dir
    const info = await measure({ plan, secrets, k6, nginx, ways, folder, interrupt })
    if (plan.out === undefined) linkLatest(folder.dir)
    return end({ plan, folder, info, secrets })
  } catch (error) {
    if (isDiskFull(error)) throw diskFull(dir)
    if (interrupt.signal === undefined || !isAbort(error)) throw error
    return interrupt.signal === 'SIGINT' ? 130 : 143
  } finally {
    interrupt.release()
  }
}

const isAbort = (error: unknown): boolean =>
  error instanceof Interrupted || (error instanceof Error && error.name === 'AbortError')

/** Starts mock and nginx, loads, ends both; writes run.json before and after. */
async function measure(ready: Ready): Promise<RunInfo> {
  const { plan, folder, ways } = ready
  const info = firstInfo(ready)
  writeInfo(folder.dir, info)
  const undo = cleanup()
  try {
    const scratch = scratchFolder()
    undo.add(() => scratch.remove())
    const throttledBefore = throttledPeriods()
    const mocks = await startMocks(plan, folder, undo)
    const nginx = await startNginx(ready, mocks, scratch.dir, undo)
    const canary = await canarySession(plan, join(folder.dir, 'canary.ndjson'), undo)
    ready.interrupt.check()
    const specs = buildSpecs(plan, {
      run: folder.run,
      routes: routeSpecs(ways.routes, {
        direct: directOrigins(plan, mocks),
        nginx: nginx?.urls ?? [],
      }),
      canaryUrl: canary?.urls.map((url) => `${url}/chat/stream`)[0],
    })
    const end = await load(plan, specs, {
      dir: folder.dir,
      scratch: scratch.dir,
      k6: ready.k6.path,
      secrets: ready.secrets,
      interrupt: ready.interrupt,
    })
    // The ear ends k6 with this number when its records do not fit.
    if (end.logError !== undefined || end.exitCode === EXIT.missing) throw diskFull(folder.dir)
    const nginxCpu = await nginx?.finish()
    const mockCpu = await mocks?.finish()
    await canary?.finish()
    const full = {
      ...info,
      endedAt: new Date().toISOString(),
      client: clientUse(end, throttledBefore),
      ...(mockCpu !== undefined && { mock: { instances: MOCK_INSTANCES, cpuSeconds: mockCpu } }),
      ...(nginxCpu !== undefined && { nginx: { cpuSeconds: nginxCpu } }),
      ...(end.last !== undefined && { droppedStarts: end.last.dropped }),
      ...(ready.interrupt.signal !== undefined && { signal: ready.interrupt.signal }),
    }
    writeInfo(folder.dir, full)
    return full
  } finally {
    await undo.run()
  }
}

async function startMocks(
  plan: RunPlan,
  folder: ResultsFolder,
  undo: Cleanup,
): Promise<MockSession | undefined> {
  if (plan.target.kind !== 'mock') return undefined
  const truth = join(folder.dir, 'truth.ndjson')
  return mockSession({ instances: MOCK_INSTANCES, seed: plan.seed, truth, ...plan.mock }, undo)
}

async function startNginx(
  { plan, nginx, ways }: Ready,
  mocks: MockSession | undefined,
  scratch: string,
  undo: Cleanup,
): Promise<NginxSession | undefined> {
  const files = ways.routes.flatMap((route) => (route.nginx === undefined ? [] : [route.nginx]))
  if (nginx === undefined || files.length === 0) return undefined
  const upstream = upstreamOf(plan, mocks?.urls ?? [])
  return nginxSession(nginx, { scratch, upstream, files }, undo)
}

const directOrigins = ({ target }: RunPlan, mocks: MockSession | undefined): readonly string[] =>
  target.kind === 'url' ? [target.origin] : (mocks?.urls ?? [])

function firstInfo({ plan, folder, ways, k6, nginx }: Ready): RunInfo {
  return {
    v: 1,
    run: folder.run,
    scenarios: plan.scenarios.map((scenario) => scenario.name),
    target: plan.target.kind === 'mock' ? 'mock' : plan.target.origin,
    dialect: plan.dialect.name,
    routes: [...ways.routes.map(({ name, shows }) => ({ name, shows })), ...ways.skipped],
    seed: plan.seed,
    startedAt: new Date().toISOString(),
    commandLine: plan.commandLine,
    config: plan.config,
    slos: plan.slos,
    ...(plan.completionFloor !== undefined && { completionFloor: plan.completionFloor }),
    versions: {
      streamgauge: ownVersion(),
      k6: k6.version,
      node: process.version,
      ...(nginx !== undefined && { nginx: nginx.version }),
    },
    machine: machineFacts(),
    doubts: ways.doubts,
  }
}

function clientUse(
  end: LoadEnd,
  throttledBefore: number | undefined,
): NonNullable<RunInfo['client']> {
  const throttledAfter = throttledPeriods()
  return {
    cpuSeconds: end.last?.cpuSeconds ?? 0,
    wallSeconds: end.wallSeconds,
    cpuAllowance: cpuAllowance(),
    exitCode: end.exitCode,
    ...(throttledBefore !== undefined &&
      throttledAfter !== undefined && { throttledPeriods: throttledAfter - throttledBefore }),
  }
}

/** Whole or not at all: a reader never sees half of it. */
function writeInfo(dir: string, info: RunInfo): void {
  const path = join(dir, 'run.json')
  writeFileSync(`${path}.tmp`, `${JSON.stringify(info, undefined, 2)}\n`)
  renameSync(`${path}.tmp`, path)
}
