import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { decodeRecord } from '../../core/record/codec.ts'
import { foreignServer } from '../../runner/e2e/against-mock.ts'
import { inFolder, ROOT, streamgauge } from '../../runner/e2e/streamgauge.ts'
import { findNginx } from '../../runner/nginx/find-nginx.ts'
import { startChild } from '../../runner/process/child.ts'
import { findExecutable } from '../../runner/process/find-executable.ts'
import { freePort } from '../../runner/process/free-port.ts'

const run = promisify(execFile)
const COMPOSE = join(ROOT, 'docker-compose.yml')

interface Service {
  readonly image: string
  readonly command: readonly string[] | null
  readonly entrypoint: readonly string[] | null
  readonly environment?: Readonly<Record<string, string>>
  readonly read_only?: boolean
  readonly user?: string
  readonly build?: { readonly dockerfile: string }
  readonly healthcheck?: object
  readonly volumes?: readonly { readonly type: string; readonly source: string }[]
  readonly ports?: readonly { readonly host_ip?: string }[]
}

/** The file as Compose's own library reads it, with all profiles. */
async function load(file: string): Promise<Readonly<Record<string, Service>>> {
  const cwd = join(ROOT, 'deploy/compose/check')
  const env = { ...process.env, GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' }
  const { stdout } = await run('go', ['run', '.', file], { cwd, env })
  return (JSON.parse(stdout) as { services: Record<string, Service> }).services
}

let services: Readonly<Record<string, Service>> = {}
beforeAll(async () => {
  services = await load(COMPOSE)
})

const service = (name: string): Service => {
  const found = services[name]
  if (found === undefined) throw new Error(`no service ${name}`)
  return found
}

test('Compose reads the file, and every service is there', () => {
  const names = ['grafana', 'k6', 'mock-1', 'mock-2', 'nginx', 'prometheus']
  expect(Object.keys(services).toSorted()).toEqual(names)
})

test('Compose refuses a service that waits for one that is not there', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'docker-compose.yml')
    writeFileSync(file, readFileSync(COMPOSE, 'utf8').replace('mock-2: {', 'mock-3: {'))
    await expect(load(file)).rejects.toThrow('mock-3')
  })
})

test('services run read-only, on loopback, in exact versions, and tell their health', () => {
  for (const [name, one] of Object.entries(services)) {
    expect(one.image, name).toMatch(/:v?\d+\.\d+\.\d+$/u)
    expect(one.read_only, name).toBe(true)
    const dockerfile = one.build && readFileSync(join(ROOT, one.build.dockerfile), 'utf8')
    expect(one.user ?? dockerfile?.match(/^USER (\S+)$/mu)?.[1], name).toMatch(/^[1-9]\d*:\d+$/u)
    const healthy = one.healthcheck !== undefined || dockerfile?.includes('HEALTHCHECK')
    expect(healthy, name).toBe(name !== 'k6')
    for (const { host_ip } of one.ports ?? []) expect(host_ip, name).toBe('127.0.0.1')
    for (const { type, source } of one.volumes ?? []) {
      if (type === 'bind') expect(existsSync(source), source).toBe(true)
    }
  }
})

test('nginx takes the configuration', async () => {
  const nginx = await findNginx(() => undefined)
  if (nginx === undefined) throw new Error('no nginx')
  await inFolder(async (folder) => {
    const file = join(folder, 'nginx.conf')
    const text = readFileSync(join(ROOT, 'deploy/compose/nginx.conf'), 'utf8')
    // The names of the compose network are known in it only.
    const local = text
      .replaceAll(/mock-[12]:8080/gu, '127.0.0.1:9')
      .replaceAll('/tmp/', `${folder}/`)
    writeFileSync(file, local)
    const { stderr } = await run(nginx.path, ['-t', '-e', 'stderr', '-c', file])
    expect(stderr).toContain('test is successful')
  })
})

const prometheus = findExecutable('prometheus')

interface Answer {
  readonly data: { readonly result: readonly { readonly metric: object }[] }
}

test.skipIf(prometheus === undefined)(
  'the commands of the images do outside what they do inside: the mock serves, k6 writes, Prometheus records',
  async () => {
    const { stdout: k6 } = await streamgauge(['build-k6'])
    const mock = await foreignServer(withoutAddress(service('mock-1').command))
    const origin = `127.0.0.1:${await freePort()}`
    await inFolder(async (folder) => {
      const config = join(folder, 'prometheus')
      await run('cp', ['-r', join(ROOT, 'deploy/prometheus'), config])
      const file = join(config, 'prometheus.yml')
      const host = new URL(mock.url).host
      writeFileSync(file, readFileSync(file, 'utf8').replace('mock-1:8080, mock-2:8080', host))
      mkdirSync(join(folder, 'data'))
      const server = await startChild({
        file: prometheus ?? '',
        args: [
          ...(service('prometheus').command ?? []).map((word) =>
            word.replace('=/etc/', `=${folder}/`).replace('=/prometheus', `=${folder}/data`),
          ),
          `--web.listen-address=${origin}`,
        ],
      })
      server.process.stdout?.resume()
      const answers = async (query: string): Promise<number> => {
        const url = `http://${origin}/api/v1/query?query=${encodeURIComponent(query)}`
        const answer = await fetch(url).then(
          (one) => one.json() as Promise<Answer>,
          () => undefined,
        )
        return answer?.data.result.length ?? 0
      }
      try {
        await expect.poll(() => answers('vector(1)'), { timeout: 60_000 }).toBe(1)
        const { command, environment } = service('k6')
        const records = join(folder, 'records.ndjson')
        await run(
          k6.trim(),
          (command ?? []).map((word) => inside(word, records)),
          {
            env: {
              ...process.env,
              ...environment,
              ROUTES: `direct=${mock.url}`,
              DURATION: '8s',
              RATE: '5',
              K6_PROMETHEUS_RW_SERVER_URL: `http://${origin}/api/v1/write`,
            },
          },
        )
        const lines = readFileSync(records, 'utf8').trimEnd().split('\n').map(decodeRecord)
        const streams = lines.filter((line) => line.kind === 'stream')
        expect(streams.length).toBeGreaterThanOrEqual(40)
        for (const { record } of streams) expect(record.outcome).toBe('complete')
        for (const query of [
          'testid_route:llm_time_to_first_token_seconds_sum:rate1m{route="direct"}',
          'testid_route:llm_stream_duration_seconds_sum:rate1m',
          'testid_route:llm_time_to_first_token_slow:ratio_rate1m',
          'testid_route:llm_time_to_first_token_slow:ratio_rate5m',
          'testid_instance_id:llm_start_delay_seconds:p99_1m{instance_id="1"}',
          'llm_time_to_first_token_seconds_count > 0',
        ]) {
          await expect.poll(() => answers(query), { timeout: 60_000, message: query }).toBe(1)
        }
      } finally {
        await server.stop()
        await mock.stop()
      }
    })
  },
)

/** The words of the mock but for where it listens, which is loopback here. */
const withoutAddress = (words: Service['command']): string[] =>
  (words ?? []).filter((word) => !['--host', '0.0.0.0', '--port', '8080'].includes(word))

const inside = (word: string, records: string): string =>
  word
    .replace('/results/records.ndjson', records)
    .replace('/scripts/load.js', join(ROOT, 'deploy/docker/load.js'))
