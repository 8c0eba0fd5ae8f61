import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { findExecutable } from '../process/find-executable.ts'
import { freePort } from '../process/free-port.ts'

/** A Prometheus for end-to-end tests, in a folder of its own. */
export interface RealPrometheus {
  readonly url: string
  /** Value and labels of each series that an instant query finds. Rejects when Prometheus refuses it. */
  query(expression: string): Promise<readonly Series[]>
  stop(): Promise<void>
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>
  /** Of an instant vector; NaN for a histogram. */
  readonly value: number
  /** Of a range: the last histogram, and when it was written, in seconds. */
  readonly histogram?: { readonly atSeconds: number; readonly count: number }
}

/** `PROMETHEUS_BIN`, else the one on the PATH; undefined where there is none. */
export const prometheusPath = (): string | undefined =>
  process.env['PROMETHEUS_BIN'] ?? findExecutable('prometheus', ['/usr/bin', '/usr/local/bin'])

/** Starts it; resolves when it is ready. The flag for native histograms is without effect since 3.9. */
export async function realPrometheus(path: string, folder: string): Promise<RealPrometheus> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = join(folder, 'prometheus.yml')
  writeFileSync(config, 'global: {}\n')
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-remote-write-receiver',
    '--enable-feature=native-histograms',
  ]
  const child = spawn(path, flags, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const alive = (): boolean => child.exitCode === null && child.signalCode === null
  while (alive() && !(await answers(`${url}/-/ready`))) await setTimeout(50)
  if (!alive()) throw new Error(`${path} did not start`)
  return {
    url,
    query: (expression) => query(url, expression),
    async stop() {
      if (alive()) child.kill('SIGTERM')
      await ended
    },
  }
}

const answers = async (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )

/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
async function query(url: string, expression: string): Promise<readonly Series[]> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
  const answer = (await response.json()) as Answer
  if (answer.data === undefined) throw new Error(`${expression}: ${answer.error}`)
  return answer.data.result.map(({ metric, value, histograms }) => {
    const last = histograms?.at(-1)
    return {
      labels: metric,
      value: Number(value?.[1] ?? NaN),
      ...(last !== undefined && {
        histogram: { atSeconds: last[0], count: Number(last[1].count) },
      }),
    }
  })
}

interface Answer {
  readonly error?: string
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>
      readonly value?: readonly [number, string]
      readonly histograms?: readonly (readonly [number, { readonly count: string }])[]
    }[]
  }
}
