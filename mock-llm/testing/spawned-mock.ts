import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A mock in a process of its own, as a user starts it. */
export interface SpawnedMock {
  readonly child: ChildProcess
  readonly port: number
  readonly url: string
  /** Resident memory, in MB. */
  readonly residentMb: () => number
  /** One metric of its `/metrics`, by name and labels. */
  readonly metric: (name: string) => Promise<number>
  /** Ends it by SIGINT; resolves once it is gone. */
  readonly stop: () => Promise<void>
}

const MAIN = new URL('../main.ts', import.meta.url).pathname

/** Starts one on a free port. */
export async function spawnMock(args: readonly string[]): Promise<SpawnedMock> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--exit-with-parent', ...args], {
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const line = await new Promise<string>((resolve) => {
    let out = ''
    child.stdout.on('data', (part) => {
      out += String(part)
      if (out.includes('\n')) resolve(out)
    })
  })
  const port = Number(line.trim().split(':').at(-1))
  const url = `http://127.0.0.1:${port}`
  return {
    child,
    port,
    url,
    residentMb: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
    },
    metric: async (name) => {
      const text = await (await fetch(`${url}/metrics`)).text()
      const row = text.split('\n').find((one) => one.startsWith(`${name} `))
      return Number(row?.split(' ')[1])
    },
    stop: async () => {
      child.kill('SIGINT')
      await closed
    },
  }
}
