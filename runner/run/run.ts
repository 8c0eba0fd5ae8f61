import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunInfo } from '../../core/run-info.ts'
import { EXIT } from '../exit-codes.ts'
import { provisionK6 } from '../k6/provision.ts'
import { findNginx } from '../nginx/find-nginx.ts'
import { firstInfo } from './first-info.ts'
import type { Ready } from './ready.ts'
import { startParts } from './start-parts.ts'
import { cpuAllowance, throttledPeriods } from '../process/allowance.ts'
import { diskFull, isDiskFull } from '../process/disk-full.ts'
import { lostPushes } from '../prometheus/lost-pushes.ts'
import { cleanup } from './cleanup.ts'
import { conclude, type Ended } from './conclude.ts'
import { hearInterrupt, Interrupted } from './interrupt.ts'
import { type LoadEnd, load } from './load.ts'
import { createResultsFolder, linkLatest } from './results-folder.ts'
import { measurable } from './routes-of.ts'
import type { RunPlan, Secrets } from './run-plan.ts'
import { scratchFolder } from './scratch.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

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
  const { plan, folder } = ready
  const info = firstInfo(ready)
  writeInfo(folder.dir, info)
  const undo = cleanup()
  try {
    const scratch = scratchFolder()
    undo.add(() => scratch.remove())
    const throttledBefore = throttledPeriods()
    const parts = await startParts(ready, scratch.dir, undo)
    ready.interrupt.check()
    const end = await load(plan, parts.specs, {
      dir: folder.dir,
      scratch: scratch.dir,
      ...(parts.certificate !== undefined && { certificate: parts.certificate }),
      k6: ready.k6.path,
      secrets: ready.secrets,
      interrupt: ready.interrupt,
    })
    // The ear ends k6 with this number when its records do not fit.
    if (end.logError !== undefined || end.exitCode === EXIT.missing) throw diskFull(folder.dir)
    const used = await parts.finish()
    const doubts = [...info.doubts, ...metricsLost(ready)]
    const full = {
      ...info,
      endedAt: new Date().toISOString(),
      client: clientUse(end, throttledBefore),
      ...used,
      doubts,
      ...(end.last !== undefined && { droppedStarts: end.last.dropped }),
      ...(ready.interrupt.signal !== undefined && { signal: ready.interrupt.signal }),
    }
    writeInfo(folder.dir, full)
    return full
  } finally {
    await undo.run()
  }
}

/** A Prometheus that goes away fails no run: the records have everything. */
function metricsLost({ plan, folder }: Ready): RunInfo['doubts'] {
  if (plan.prometheus === undefined) return []
  return lostPushes(readFileSync(join(folder.dir, 'k6.log'), 'utf8'), plan.prometheus.url)
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
    ...(end.peakMemoryBytes !== undefined && { peakMemoryBytes: end.peakMemoryBytes }),
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
