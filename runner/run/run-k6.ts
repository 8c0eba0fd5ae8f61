import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { quietK6 } from '../k6/provision.ts'
import type { K6Output } from '../prometheus/k6-output.ts'
import { type Child, startChild } from '../process/child.ts'
import { peakMemory } from '../process/peak-memory.ts'
import { parseProgress, type Progress } from './progress.ts'

export interface K6Plan {
  readonly path: string
  readonly script: string
  readonly records: string
  readonly log: string
  /** Variables for the script; secrets go here and nowhere else. */
  readonly env: Readonly<Record<string, string>>
  readonly insecure: boolean
  /** Besides the records. */
  readonly output?: K6Output | undefined
  readonly onProgress: (progress: Progress) => void
}

export interface RunningK6 {
  readonly child: Child
  /** Resolves when k6 has ended and its log is on disk. */
  readonly ended: Promise<K6End>
}

export interface K6End {
  readonly exitCode: number
  readonly last?: Progress
  /** The most resident memory that it had. */
  readonly peakMemoryBytes?: number
  /** Why its log could not be written to the end. */
  readonly logError?: Error
}

const PROGRESS_DESCRIPTOR = 3

/** Starts our k6 on a bundled script. Its log and summary go to k6.log. */
export async function startK6(plan: K6Plan): Promise<RunningK6> {
  const args = ['run', '--no-color', '--quiet', '--summary-mode', 'compact', '--log-format', 'raw']
  if (plan.insecure) args.push('--insecure-skip-tls-verify')
  args.push('--out', `streamgauge=${plan.records}`)
  args.push(...(plan.output?.args ?? []), plan.script)
  const child = await startChild({
    file: plan.path,
    args,
    env: {
      ...quietK6(process.env),
      ...plan.env,
      ...plan.output?.env,
      STREAMGAUGE_INTERNAL_PROGRESS_FD: String(PROGRESS_DESCRIPTOR),
    },
    extra: ['pipe'],
  })
  const log = createWriteStream(plan.log, { flags: 'a' })
  let logError: Error | undefined
  log.on('error', (error) => {
    logError = error
    // Unread output would hold k6 up.
    child.process.stdout?.resume()
    child.process.stderr?.resume()
  })
  child.process.stdout?.pipe(log, { end: false })
  child.process.stderr?.pipe(log, { end: false })
  let last: Progress | undefined
  let peakBytes: number | undefined
  const lines = createInterface({ input: child.process.stdio[PROGRESS_DESCRIPTOR] as Readable })
  lines.on('line', (line) => {
    const progress = parseProgress(line)
    if (progress === undefined) return
    last = progress
    peakBytes = peakMemory(child.pid) ?? peakBytes
    plan.onProgress(progress)
  })
  const ended = child.closed.then(async (exitCode) => {
    log.end()
    await finished(log).catch(() => undefined)
    return {
      exitCode,
      ...(last !== undefined && { last }),
      ...(peakBytes !== undefined && { peakMemoryBytes: peakBytes }),
      ...(logError !== undefined && { logError }),
    }
  })
  return { child, ended }
}
