import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const MAIN = fileURLToPath(new URL('../../mock-llm/main.ts', import.meta.url))
const CLIENT = fileURLToPath(new URL('client.ts', import.meta.url))
const NS_PER_S = 1e9
const run = promisify(execFile)

/** A mock in a process of its own. */
export interface MockProcess {
  readonly port: number
  /** CPU time used so far by all its threads. */
  readonly cpuSeconds: () => number
  readonly stop: () => Promise<void>
}

/** Starts it on a free port; `nodeFlags` go before the program. */
export async function startMock(
  flags: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<MockProcess> {
  const child = spawn(process.execPath, [...nodeFlags, MAIN, '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    port: Number(/:(\d+)$/.exec(String(line))?.[1]),
    cpuSeconds: () => cpuSeconds(child),
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

function cpuSeconds({ pid }: ChildProcess): number {
  const tasks = readdirSync(`/proc/${pid}/task`)
  const used = tasks.map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
  )
  return used.reduce((sum, ns) => sum + ns, 0) / NS_PER_S
}

/** What the client is to do. */
export interface Drive {
  readonly port: number
  readonly streams: number
  readonly rounds: number
  readonly spreadMs: number
  readonly path: string
  readonly overrides: object
  /** Breaks every connection off after so long. */
  readonly forMs?: number
}

/** Drives the mock from a process of its own; resolves with the bytes it received. */
export async function drive(load: Drive): Promise<number> {
  const { port, streams, rounds, spreadMs, path, overrides, forMs } = load
  const numbers = [port, streams, rounds, spreadMs].map(String)
  const { stdout } = await run(process.execPath, [
    CLIENT,
    ...numbers,
    path,
    JSON.stringify(overrides),
    ...(forMs === undefined ? [] : [String(forMs)]),
  ])
  return Number(stdout)
}
