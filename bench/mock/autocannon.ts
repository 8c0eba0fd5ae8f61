import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const CLI = fileURLToPath(import.meta.resolve('autocannon'))
const run = promisify(execFile)

/** What autocannon (https://github.com/mcollina/autocannon) saw. */
export interface Shots {
  readonly requests: number
  readonly seconds: number
  /** Answers other than 2xx, and connections that failed. */
  readonly failed: number
}

/** Asks the URL again and again on so many connections, from a process of its own. */
export async function shoot(url: string, connections: number, overrides: object): Promise<Shots> {
  const { stdout } = await run(process.execPath, [
    CLI,
    '--json',
    '--connections',
    String(connections),
    '--duration',
    '5',
    '--method',
    'POST',
    '--header',
    `x-mock=${JSON.stringify(overrides)}`,
    '--body',
    '{"prompt":"bench"}',
    url,
  ])
  const shots = JSON.parse(stdout) as {
    readonly requests: { readonly total: number }
    readonly duration: number
    readonly non2xx: number
    readonly errors: number
  }
  return {
    requests: shots.requests.total,
    seconds: shots.duration,
    failed: shots.non2xx + shots.errors,
  }
}
