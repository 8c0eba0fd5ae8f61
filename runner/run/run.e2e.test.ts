import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Outcome } from '../../core/outcome.ts'
import { type ForeignServer, foreignServer } from '../e2e/against-mock.ts'
import { inFolder, readResults, readTruth, start, streamgauge } from '../e2e/streamgauge.ts'

const EVERY_FILE = [
  'junit.xml',
  'k6.log',
  'records.ndjson',
  'report.html',
  'report.md',
  'run.json',
  'summary.json',
]
/** Fast streams, so that a test takes seconds. */
const SHORT = ['--ttft', '20ms', '--gap', '5ms', '--tokens', '8']

let server: ForeignServer
const openai = (...args: string[]): string[] => [
  'run',
  '--no-canary',
  'baseline',
  '--target',
  `${server.url}/v1`,
  '--dialect',
  'openai-chat',
  '--model',
  'm',
  ...args,
]

beforeAll(async () => {
  server = await foreignServer(SHORT)
})
afterAll(() => server.stop())

describe('a run against our mock', () => {
  test('direct and nginx side by side, every promised file, and its own error', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const args = [
        'run',
        'quick',
        '--rate',
        '40',
        '--duration',
        '3s',
        '--warmup',
        '500ms',
        '--out',
        out,
      ]
      const run = await streamgauge([...args, ...SHORT, '--slo', 'none', '--no-color'])
      expect(run.stderr).not.toContain('at ')
      expect(run.code, run.stdout + run.stderr).toBe(0)
      expect(run.stdout).toMatch(/direct.*nginx.*difference/u)
      expect(run.stdout).toMatch(/our error: TTFT/u)
      expect(readdirSync(out).toSorted()).toEqual(
        [...EVERY_FILE, 'canary.ndjson', 'truth.ndjson'].toSorted(),
      )
      const { measured, probes, canary, warmup, end } = readResults(out)
      for (const route of ['direct', 'nginx']) {
        expect(measured.filter((r) => r.route === route)).toHaveLength(120)
      }
      expect(probes).toHaveLength(2)
      expect(warmup.length).toBeGreaterThan(0)
      expect(new Set(measured.map((r) => r.outcome))).toEqual(new Set(['complete']))
      expect(end).toMatchObject({
        reason: 'finished',
        records: measured.length + probes.length + warmup.length + canary.length,
      })
      const truth = readTruth(out)
      for (const record of measured) {
        expect(truth.get(record.stream)?.sent).toBe(record.tokens)
      }
    })
  })

  test('the same seed twice: same texts, same schedule, same plan', async () => {
    await inFolder(async (dir) => {
      const once_ = async (name: string, seed: string) => {
        const out = join(dir, name)
        const args = [
          'run',
          'baseline',
          '--route',
          'direct',
          '--rate',
          '30',
          '--duration',
          '2s',
          '--warmup',
          '0',
        ]
        const options = ['--arrivals', 'gamma:2', '--seed', seed, '--slo', 'none', '--no-canary']
        const run = await streamgauge([...args, ...options, ...SHORT, '--out', out])
        expect(run.code, run.stderr).toBe(0)
        const { measured } = readResults(out)
        const truth = readTruth(out)
        const firstMs = Math.min(...measured.map((r) => r.scheduledMs))
        return new Map(
          measured.map((r) => {
            const played = truth.get(r.stream)
            const dueMs = played?.dueMs.map((due) => (due - played.arrivedMs).toFixed(3))
            return [r.stream, [r.textSha256, (r.scheduledMs - firstMs).toFixed(3), dueMs]] as const
          }),
        )
      }
      const [first, again, other] = [
        await once_('a', '7'),
        await once_('b', '7'),
        await once_('c', '8'),
      ]
      expect(first.size).toBeGreaterThan(10)
      expect(again).toEqual(first)
      expect(other).not.toEqual(first)
    })
  })
})

describe('a run against any server that speaks OpenAI chat', () => {
  test('open loop: rate times duration records, each with an outcome, none dropped', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const run = await streamgauge(
        openai('--rate', '50/s', '--duration', '2s', '--out', out, '--json'),
      )
      expect(run.code, run.stderr).toBe(0)
      const { measured, probes } = readResults(out)
      expect(measured).toHaveLength(100)
      expect(probes).toHaveLength(1)
      expect(measured.every((r) => r.outcome === 'complete' && r.tokenSource === 'usage')).toBe(
        true,
      )
      const summary = JSON.parse(run.stdout) as { droppedStarts: number }
      expect(summary.droppedStarts).toBe(0)
    })
  })

  test('closed loop: exactly the number of streams', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const run = await streamgauge(openai('--concurrency', '20', '--streams', '60', '--out', out))
      expect(run.code, run.stderr).toBe(0)
      expect(readResults(out).measured).toHaveLength(60)
    })
  })

  test.each<[string, object, Outcome]>([
    ['cut cleanly', { type: 'cut', afterTokens: 3, how: 'clean' }, 'truncated_clean'],
    ['reset', { type: 'cut', afterTokens: 3, how: 'reset' }, 'truncated_reset'],
    [
      'without its last chunk',
      { type: 'cut', afterTokens: 3, how: 'no-last-chunk' },
      'truncated_reset',
    ],
    [
      'with an error in a 200',
      { type: 'error', afterTokens: 3, kind: 'overloaded' },
      'error_in_band',
    ],
    ['stalled', { type: 'stall', afterTokens: 3, forMs: 5_000 }, 'timeout_stall'],
    ['429', { type: 'status', code: 429, retryAfterS: 2 }, 'error_status'],
  ])('a stream %s never counts as success', async (_, fault, outcome) => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const header = `x-mock: ${JSON.stringify({ fault })}`
      const limits = ['--timeout-stall', '500ms', '--out', out, '--json']
      const run = await streamgauge(
        openai('--rate', '20', '--streams', '20', '--header', header, ...limits),
      )
      const { measured } = readResults(out)
      expect(new Set(measured.map((r) => r.outcome))).toEqual(new Set([outcome]))
      expect(measured).toHaveLength(20)
      expect(run.code, run.stdout).toBe(99)
      const summary = JSON.parse(run.stdout) as { groups: { completionRatio?: number }[] }
      expect(summary.groups[0]?.completionRatio).toBe(0)
    })
  })

  test.each([
    ['met with enough samples', 'ttft<5s', 80, 0],
    ['missed', 'ttft<1ms', 80, 99],
    ['with too few samples', 'ttft<5s', 20, 6],
  ])('an SLO %s', async (_, slo, streams, code) => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const args = openai('--rate', '40', '--streams', String(streams), '--slo', slo, '--out', out)
      const run = await streamgauge(args)
      expect(run.code, run.stdout + run.stderr).toBe(code)
    })
  })

  test('a stream that hangs at the end of the duration is classed by its own time-out', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const fault = { type: 'stall', afterTokens: 0, forMs: 20_000, rate: 0.4 }
      const header = `x-mock: ${JSON.stringify({ fault })}`
      const limits = ['--timeout-first', '1s', '--out', out]
      const run = await streamgauge(
        openai('--rate', '40', '--duration', '2s', '--header', header, ...limits),
      )
      const { measured } = readResults(out)
      expect(measured).toHaveLength(80)
      const hung = measured.filter((r) => r.outcome === 'timeout_first')
      expect(hung.length).toBeGreaterThan(10)
      expect(measured.filter((r) => r.outcome === 'complete').length).toBe(80 - hung.length)
      expect(run.code).toBe(99)
    })
  })

  test('a secret stands in no file and in no output', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const secret = 'sk-very-secret-0123456789'
      const run = await streamgauge(
        openai(
          '--rate',
          '20',
          '--streams',
          '5',
          '--slo',
          'none',
          '--api-key-env',
          'MY_KEY',
          '--out',
          out,
        ),
        { MY_KEY: secret },
      )
      expect(run.code, run.stderr).toBe(0)
      for (const file of readdirSync(out)) {
        expect(readFileSync(join(out, file), 'utf8'), file).not.toContain(secret)
      }
      expect(run.stdout + run.stderr).not.toContain(secret)
    })
  })
})

describe('a run that is interrupted', () => {
  test('SIGINT: 130 soon after, records valid, report written, nothing left', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const run = start([
        'run',
        'baseline',
        '--rate',
        '20',
        '--duration',
        '60s',
        '--out',
        out,
        ...SHORT,
      ])
      await waitForRecords(out)
      const scratch = scratchOf(out)
      const begin = performance.now()
      run.process.kill('SIGINT')
      const { code, stderr } = await run.finished
      expect(code, stderr).toBe(130)
      expect(performance.now() - begin).toBeLessThan(3_000)
      const { end, measured, warmup } = readResults(out)
      expect(end?.reason).toBe('interrupted')
      expect(measured.length + warmup.length).toBeGreaterThan(0)
      for (const file of EVERY_FILE) expect(existsSync(join(out, file)), file).toBe(true)
      await gone([out, scratch])
      expect(existsSync(join(tmpdir(), scratch))).toBe(false)
    })
  })
})

describe('a runner that dies', () => {
  test.each([
    ['SIGHUP ends the run as SIGTERM does', 'SIGHUP', 143],
    ['SIGKILL leaves nothing behind: the load ends, nginx ends, the folder goes', 'SIGKILL', -1],
  ] as const)('%s', async (_, signal, code) => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const args = ['run', 'baseline', '--rate', '20', '--duration', '60s', '--out', out, '--quiet']
      const run = start([...args, ...SHORT])
      await waitForRecords(out)
      const scratch = scratchOf(out)
      run.process.kill(signal)
      const finished = await run.finished
      expect(finished.code, finished.stdout + finished.stderr).toBe(code)
      await gone([out, scratch])
      expect(existsSync(join(tmpdir(), scratch))).toBe(false)
    })
  })
})

describe('a target that does not do', () => {
  let http: Server
  let url: string
  beforeAll(async () => {
    http = createServer((request, response) => {
      if (request.url?.startsWith('/html')) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>')
      } else if (request.url?.startsWith('/json')) {
        response
          .writeHead(401, { 'content-type': 'application/json' })
          .end('{"error":{"message":"no <b>key</b>","code":"invalid_api_key"}}')
      } else {
        response.writeHead(404).end()
      }
    }).listen(0, '127.0.0.1')
    await once(http, 'listening')
    const address = http.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  afterAll(() => http.close())

  test.each([
    ['HTML', '/html', /not_a_stream/u],
    ['a JSON error', '/json', /401/u],
    ['404', '/nothing', /404/u],
  ])('%s: exit 4, and the message says what was found', async (_, path, found) => {
    await inFolder(async (dir) => {
      const args = [
        'run',
        'baseline',
        '--target',
        `${url}${path}`,
        '--streams',
        '5',
        '--out',
        join(dir, 'out'),
      ]
      const run = await streamgauge(args)
      expect(run.code, run.stdout + run.stderr).toBe(4)
      expect(run.stdout + run.stderr).toMatch(found)
      expect(run.stderr).not.toMatch(/\n\s+at /u)
    })
  })

  test('nothing listens there: exit 4', async () => {
    await inFolder(async (dir) => {
      const args = [
        'run',
        'baseline',
        '--target',
        'http://127.0.0.1:1',
        '--streams',
        '5',
        '--out',
        join(dir, 'out'),
      ]
      const run = await streamgauge(args)
      expect(run.code, run.stdout + run.stderr).toBe(4)
      expect(run.stdout + run.stderr).toMatch(/refused/u)
    })
  })
})

describe('a machine without nginx', () => {
  const none = { NGINX_BIN: 'none' }
  test('a default route is left out with a loud doubt', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const args = [
        'run',
        'baseline',
        '--streams',
        '10',
        '--rate',
        '20',
        '--slo',
        'none',
        '--out',
        out,
        ...SHORT,
      ]
      const run = await streamgauge(args, none)
      expect(run.code, run.stderr).toBe(0)
      expect(run.stdout + run.stderr).toContain('nginx not found')
      expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('nginx not found')
    })
  })

  test.each([
    ['a route that was asked for', ['--route', 'nginx'], none],
    ['any nginx route in CI', [], { ...none, CI: 'true' }],
  ])('%s: exit 3 before any load', async (_, route, env) => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const run = await streamgauge(
        ['run', 'baseline', '--streams', '5', '--out', out, ...route],
        env,
      )
      expect(run.code, run.stderr).toBe(3)
      expect(run.stderr).toMatch(/^streamgauge: nginx not found/mu)
      expect(existsSync(out)).toBe(false)
    })
  })
})

/** Name of the temporary folder of the run that writes to `out`: its k6 runs the script there. */
function scratchOf(out: string): string {
  const lines = execFileSync('ps', ['-eo', 'args']).toString().split('\n')
  const k6 = lines.find((line) => line.includes(`streamgauge=${out}`)) ?? ''
  const name = /(streamgauge-\w+)\/scenarios\.js/u.exec(k6)?.[1]
  if (name === undefined) throw new Error(`no k6 of this run: ${k6}`)
  return name
}

/** Waits until a run has written its first records, for at most half a minute. */
async function waitForRecords(out: string): Promise<void> {
  const path = join(out, 'records.ndjson')
  for (let i = 0; i < 300; i++) {
    if (existsSync(path) && readFileSync(path, 'utf8').includes('"warmup":true')) return
    await wait(100)
  }
  throw new Error('no records')
}

/** Waits until no process names one of these in its arguments, for at most a quarter of a minute. */
async function gone(names: readonly string[]): Promise<void> {
  let left: string[] = []
  for (let i = 0; i < 150; i++) {
    const lines = execFileSync('ps', ['-eo', 'pid,args']).toString().split('\n')
    left = lines.filter((line) => names.some((name) => line.includes(name)))
    if (left.length === 0) return
    await wait(100)
  }
  throw new Error(`still there: ${left.join('; ')}`)
}
