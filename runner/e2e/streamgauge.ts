import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isCanary } from '../../core/canary.ts'
import { decodeRecord } from '../../core/record/codec.ts'
import type { EndRecord, StreamRecord } from '../../core/record/record.ts'
import type { DepartureLine, TruthLine } from '../../core/truth.ts'

/** The real command line as a child process, for end-to-end tests. */
export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
}

export interface Started {
  readonly process: ChildProcess
  readonly finished: Promise<Finished>
}

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LAUNCH = join(ROOT, 'runner', 'launch.mjs')

/** Starts `streamgauge ARGS`; the test's own STREAMGAUGE_* and NGINX_BIN do not leak in unless given. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = ROOT): Started {
  const begin = performance.now()
  const child = spawn(process.execPath, [LAUNCH, ...args], {
    cwd,
    env: { ...process.env, CI: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) =>
      resolve({ code: code ?? -1, ...output, seconds: (performance.now() - begin) / 1000 }),
    )
  })
  return { process: child, finished }
}

/** Runs `streamgauge ARGS` to its end. */
export const streamgauge = (
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = ROOT,
): Promise<Finished> => start(args, env, cwd).finished

/** An empty folder that is gone after `use`. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-e2e-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface Results {
  readonly measured: readonly StreamRecord[]
  readonly probes: readonly StreamRecord[]
  readonly warmup: readonly StreamRecord[]
  readonly canary: readonly StreamRecord[]
  readonly end: EndRecord | undefined
}

/** The records of a results folder, by kind. Throws on a line that is none. */
export function readResults(dir: string): Results {
  const lines = readFileSync(join(dir, 'records.ndjson'), 'utf8').trimEnd().split('\n')
  const streams: StreamRecord[] = []
  let end: EndRecord | undefined
  for (const line of lines) {
    const decoded = decodeRecord(line)
    if (decoded.kind === 'bad') throw new Error(`bad record: ${decoded.problem}: ${line}`)
    if (decoded.kind === 'end') end = decoded.end
    else streams.push(decoded.record)
  }
  return {
    measured: streams.filter((r) => r.probe !== true && r.warmup !== true),
    probes: streams.filter((r) => r.probe === true && !isCanary(r)),
    canary: streams.filter(isCanary),
    warmup: streams.filter((r) => r.warmup === true),
    end,
  }
}

/** The truth log of a results folder, by stream. */
export const readTruth = (dir: string): ReadonlyMap<string, TruthLine> =>
  new Map(
    truthLines(dir).flatMap((line) => ('kind' in line ? [] : [[line.stream ?? '', line] as const])),
  )

/** What it tells of departures, by stream. */
export const readDepartures = (dir: string): ReadonlyMap<string, DepartureLine> =>
  new Map(truthLines(dir).flatMap((line) => ('kind' in line ? [[line.stream, line] as const] : [])))

function truthLines(dir: string): readonly (TruthLine | DepartureLine)[] {
  const path = join(dir, 'truth.ndjson')
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as TruthLine | DepartureLine)
}
