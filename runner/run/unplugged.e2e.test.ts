import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StreamRecord } from '../../core/record/record.ts'
import { foreignServer } from '../e2e/against-mock.ts'
import { inFolder, readResults, readTruth, ROOT } from '../e2e/streamgauge.ts'
import { findNginx, type Nginx } from '../nginx/find-nginx.ts'
import { type RunningNginx, startNginx } from '../nginx/start-nginx.ts'
import { type Child, startChild } from '../process/child.ts'

/** What becomes of the records when the ground goes: real k6, real mock, real nginx. */
const LANES = 30
const ROUNDS = 4
const TOKENS = 50
const SERVE = ['--ttft', '20ms', '--gap', '10ms', '--tokens', String(TOKENS)]
/** All streams say the same, so that what is complete can be told by its hash. */
const KEY = { 'x-mock-key': 'unplugged' }
const NOW = 'every lane is in the midst of its stream'
const root = process.getuid?.() === 0

let k6 = ''
let nginx: Nginx
let wholeText = ''

beforeAll(async () => {
  const build = [join(ROOT, 'runner', 'launch.mjs'), 'build-k6']
  k6 = execFileSync(process.execPath, build, { encoding: 'utf8' }).trim()
  const found = await findNginx(() => undefined)
  if (found === undefined) throw new Error('no nginx')
  nginx = found
  const server = await foreignServer(SERVE)
  const request = { method: 'POST', headers: KEY, body: '{"prompt":"p"}' }
  const text = await (await fetch(`${server.url}/chat/chunked`, request)).text()
  wholeText = createHash('sha256').update(text).digest('hex')
  await server.stop()
})

const closing: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

/** So many lanes of so many streams; when the second round is half over, k6 says so. */
const script = (url: string, lanes: number, rounds: number): string => `
  import { open } from 'k6/x/streamgauge'
  export const options = {
    scenarios: { s: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: '60s' } },
  }
  const common = {
    url: '${url}/chat/stream', body: '{"prompt":"p"}', headers: ${JSON.stringify(KEY)},
    timeouts: { firstMs: 10000, stallMs: 5000 },
  }
  let tokens = 0
  const onEvent = ({ content }) => {
    if (content && ++tokens === ${Math.round(1.5 * lanes * TOKENS)}) console.log('${NOW}')
  }
  async function lane(n) {
    for (let i = 0; i < ${rounds}; i++) await open({ ...common, onEvent, stream: 's/' + n + '/' + i })
  }
  export default async function () {
    await Promise.all(Array.from({ length: ${lanes} }, (_, n) => lane(n)))
  }`

interface Load {
  readonly url: string
  readonly lanes?: number
  readonly rounds?: number
  /** Words that stand before those of k6, and further words for it. */
  readonly before?: readonly string[]
  readonly more?: readonly string[]
  /** Done while every lane is in the midst of its stream. */
  readonly midRun?: () => unknown
}

/** Runs k6 to its end; every stream that was started has its record. */
async function load(dir: string, plan: Load): Promise<readonly StreamRecord[]> {
  const { url, lanes = LANES, rounds = ROUNDS, before = [], more = [] } = plan
  const file = join(dir, 'load.js')
  writeFileSync(file, script(url, lanes, rounds))
  const out = ['--out', `streamgauge=${join(dir, 'records.ndjson')}`]
  const run = [k6, 'run', '--quiet', '--no-usage-report', ...out, ...more, file]
  const [command = '', ...words] = [...before, ...run]
  const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close')
  let said = ''
  for await (const line of createInterface({ input: child.stderr })) {
    said += `${line}\n`
    if (line.includes(NOW)) await plan.midRun?.()
  }
  expect((await ended)[0], said).toBe(0)
  const { measured, end } = readResults(dir)
  const count = lanes * rounds
  expect(measured).toHaveLength(count)
  expect(end).toMatchObject({ records: count, started: count, reason: 'finished' })
  for (const record of measured.filter(({ outcome }) => outcome === 'complete')) {
    expect(record).toMatchObject({ tokens: TOKENS, textSha256: wholeText, terminated: true })
  }
  return measured
}

/** The server's own word: what is complete was played to its end, and nothing else has all its tokens. */
function agreesWithTruth(dir: string, records: readonly StreamRecord[]): void {
  const truth = readTruth(dir)
  for (const { stream, outcome, tokens } of records) {
    const played = truth.get(stream)
    if (outcome === 'complete') expect(played).toMatchObject({ outcome: 'played', sent: tokens })
    else if (played !== undefined) expect(tokens).toBeLessThan(TOKENS)
  }
}

/** How often each outcome, with the code of its error, came about. */
function tally(records: readonly StreamRecord[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { outcome, error, status } of records) {
    const name = [outcome, error?.code ?? (outcome === 'complete' ? '' : status)].join(' ').trim()
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

async function behindNginx(dir: string, server: string): Promise<RunningNginx> {
  const folder = join(dir, 'nginx')
  mkdirSync(folder)
  const upstream = { scheme: 'http', servers: [new URL(server).host] } as const
  const running = await startNginx(nginx, join(folder, 'own'), upstream, ['streaming'])
  closing.push(() => running.child.stop())
  return running
}

describe('the server is killed in mid-run', () => {
  test.each([
    [
      'direct',
      ['truncated_reset', 'refused'],
      ['connection-reset', 'unexpected-end', 'closed-without-response', 'connection-refused'],
    ],
    ['nginx', ['truncated_reset', 'error_status'], ['unexpected-end', 'status-502']],
  ] as const)('%s', async (route, outcomes, codes) => {
    await inFolder(async (dir) => {
      const server = await foreignServer(SERVE)
      const proxy = route === 'nginx' ? await behindNginx(dir, server.url) : undefined
      const midRun = (): boolean => server.process.kill('SIGKILL')
      const records = await load(dir, { url: proxy?.urls[0] ?? server.url, midRun })
      await proxy?.child.stop()
      const failed = records.filter(({ outcome }) => outcome !== 'complete')
      expect(records.length - failed.length).toBeGreaterThanOrEqual(LANES / 2)
      expect(new Set(failed.map(({ outcome }) => outcome))).toEqual(new Set(outcomes))
      for (const { error } of failed) expect(codes).toContain(error?.code)
      // Each lane was cut in the midst of a stream, and no later one got a token.
      const cut = failed.filter(({ tokens }) => tokens > 0)
      expect(cut.length).toBeGreaterThan(LANES / 2)
      expect(cut.length).toBeLessThanOrEqual(LANES)
    })
  })
})

function reload(config: string, dir: string): void {
  execFileSync(nginx.path, ['-p', dir, '-c', config, '-s', 'reload'], { stdio: 'ignore' })
}

describe('nginx is reloaded in mid-run', () => {
  test.each([
    ['its old workers end their streams', ''],
    ['its old workers may take 100 ms', 'worker_shutdown_timeout 100ms;\n'],
  ])('%s', async (_, shutdown) => {
    await inFolder(async (dir) => {
      const server = await foreignServer([...SERVE, '--truth', join(dir, 'truth.ndjson')])
      const proxy = await behindNginx(dir, server.url)
      const own = join(dir, 'nginx', 'own')
      const config = join(own, 'nginx.conf')
      writeFileSync(config, shutdown + readFileSync(config, 'utf8'))
      reload(config, own) // the workers that serve the load know of the limit
      const midRun = (): void => reload(config, own)
      const records = await load(dir, { url: proxy.urls[0] as string, midRun })
      await proxy.child.stop()
      await server.stop()
      agreesWithTruth(dir, records)
      const cut = records.filter(({ outcome, tokens }) => outcome !== 'complete' && tokens > 0)
      if (shutdown === '') expect(cut).toEqual([])
      else expect(tally(cut)).toEqual({ 'truncated_reset unexpected-end': expect.any(Number) })
      // Lanes go on at the new workers; a request may still meet a kept connection that is just being closed.
      const last = records.filter(({ stream }) => stream.endsWith(`/${ROUNDS - 1}`))
      const whole = last.filter(({ outcome }) => outcome === 'complete')
      expect(whole.length).toBeGreaterThan(LANES / 2)
    })
  })
})

test('descriptors run out: so many streams are refused, and the others are whole', async () => {
  await inFolder(async (dir) => {
    const server = await foreignServer([...SERVE, '--truth', join(dir, 'truth.ndjson')])
    const before = ['sh', '-c', 'ulimit -n 64 && exec "$@"', 'sh']
    const records = await load(dir, { url: server.url, lanes: 100, rounds: 1, before })
    await server.stop()
    agreesWithTruth(dir, records)
    const { complete = 0, 'refused too-many-open-files': refused = 0, ...other } = tally(records)
    expect(other).toEqual({})
    expect(complete + refused).toBe(100)
    expect(complete).toBeGreaterThan(20)
    expect(complete).toBeLessThan(64)
  })
})

/** A network of its own with ten ports to dial from. Needs root; in CI there is no way round it. */
describe.skipIf(!root && process.env['CI'] !== 'true')('ports run out', () => {
  const PORTS = 10
  const NETWORK = `ip link set lo up && echo "40000 ${40_000 + PORTS - 1}" > /proc/sys/net/ipv4/ip_local_port_range && exec "$@"`
  const asRoot = root ? [] : ['sudo', '-n']

  async function serverInside(dir: string): Promise<Child> {
    const truth = ['--truth', join(dir, 'truth.ndjson')]
    const mock = [
      process.execPath,
      join(ROOT, 'mock-llm', 'main.ts'),
      '--port',
      '39000',
      '--exit-with-parent',
    ]
    const inside = ['unshare', '--net', 'sh', '-c', NETWORK, 'sh', ...mock, ...SERVE, ...truth]
    const [file = '', ...args] = [...asRoot, ...inside]
    const child = await startChild({ file, args, stdin: 'pipe' })
    closing.push(() => child.stop())
    if (child.process.stdout !== null) {
      await once(createInterface({ input: child.process.stdout }), 'line')
      child.process.stdout.resume()
    }
    return child
  }

  test.each([
    ['on dialling', []],
    ['on binding to an address of our own', ['--local-ips', '127.0.0.1']],
  ])('%s: the streams beyond them are refused, and the others are whole', async (_, more) => {
    await inFolder(async (dir) => {
      const server = await serverInside(dir)
      const before = [...asRoot, 'nsenter', '--net', '--target', String(server.pid)]
      const url = 'http://127.0.0.1:39000'
      const records = await load(dir, { url, lanes: 40, rounds: 1, before, more })
      await server.stop()
      agreesWithTruth(dir, records)
      expect(tally(records)).toEqual({ complete: PORTS, 'refused no-free-port': 40 - PORTS })
    })
  })
})
