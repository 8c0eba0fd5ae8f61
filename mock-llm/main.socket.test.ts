import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { exchange, type RawAnswer, requestText, silentReader } from './testing/raw-client.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'mock-llm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

interface Run {
  readonly child: ChildProcess
  /** Resolves with standard output once it holds a whole line. */
  readonly line: Promise<string>
  readonly ended: Promise<{
    readonly code: number | null
    readonly out: string
    readonly err: string
  }>
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  children.push(child)
  let out = ''
  let err = ''
  child.stderr.on('data', (part) => {
    err += String(part)
  })
  const line = new Promise<string>((resolve) => {
    child.stdout.on('data', (part) => {
      out += String(part)
      if (out.includes('\n')) resolve(out)
    })
  })
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }))
  })
  return { child, line, ended }
}

async function started(args: readonly string[] = []): Promise<Run & { readonly port: number }> {
  const one = run(['--port', '0', ...args])
  const line = await one.line
  expect(line).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n$/)
  return { ...one, port: Number(line.trim().split(':').at(-1)) }
}

const ask = (port: number, overrides: object, until?: (text: string) => boolean) =>
  exchange({
    port,
    text: requestText(
      'POST /chat/stream HTTP/1.1',
      { connection: 'close', 'x-mock': JSON.stringify(overrides) },
      '{"prompt":"hi"}',
    ),
    ...(until === undefined ? {} : { until }),
  })
const hasToken = (text: string): boolean => text.includes('data: ')
const truthIn = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

describe('the process', () => {
  it.each([
    [['--foo'], {}, '--foo: unknown flag; allowed: --host'],
    [['--port', 'x'], {}, '--port: found "x"'],
    [[], { MOCK_TTFT: 'soon' }, 'MOCK_TTFT: found "soon"'],
    [['--config', '/nowhere.yaml'], {}, '--config /nowhere.yaml: cannot be read: ENOENT'],
    [['--truth', '/nowhere/t.ndjson'], {}, '--truth: found "/nowhere/t.ndjson"'],
  ] as const)('ends with 2 and one clear message for %j %j', async (args, env, part) => {
    const { code, out, err } = await run(args, env).ended
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(part)
    expect(err).not.toContain('    at ')
  })

  it('ends with 3 when its port is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const { code, err } = await run(['--port', String(port)]).ended
    taken.close()
    expect(code).toBe(3)
    expect(err).toContain(`cannot listen on 127.0.0.1:${port}`)
    expect(err).not.toContain('    at ')
  })

  it('checks its settings and serves nothing, when asked to', async () => {
    expect(await run(['--check', '--tokens', '5']).ended).toMatchObject({
      code: 0,
      out: '',
      err: '',
    })
    const { code, out, err } = await run(['--check', '--tokens', 'many']).ended
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('--tokens: found "many"')
  })

  it('shows its flags', async () => {
    const { code, out } = await run(['--help']).ended
    expect(code).toBe(0)
    expect(out).toContain('--exit-with-parent')
  })
})

describe('SIGTERM', () => {
  it('lets open streams finish, turns readiness off, writes the truth, ends with 0', async () => {
    const truth = join(folder, 'term.ndjson')
    const mock = await started(['--truth', truth, '--ttft', '10ms', '--gap', '10ms'])
    let answer: Promise<RawAnswer> | undefined
    await new Promise<void>((resolve) => {
      answer = ask(mock.port, { tokens: 60 }, (text) => {
        if (hasToken(text)) resolve()
        return false
      })
    })
    mock.child.kill('SIGTERM')
    let ready = await exchange({
      port: mock.port,
      text: requestText('GET /ready HTTP/1.1', { connection: 'close' }),
    })
    while (ready.head.includes(' 200 ')) {
      ready = await exchange({
        port: mock.port,
        text: requestText('GET /ready HTTP/1.1', { connection: 'close' }),
      })
    }
    expect(ready.head).toContain('HTTP/1.1 503 ')
    expect((await answer)?.body).toContain('[DONE]')
    expect((await mock.ended).code).toBe(0)
    expect(truthIn(truth)).toMatchObject([{ sent: 60, outcome: 'played' }])
  })

  it('waits no longer than --drain', async () => {
    const truth = join(folder, 'drain.ndjson')
    const mock = await started(['--truth', truth, '--ttft', '0', '--gap', '1s', '--drain', '50ms'])
    const answer = ask(mock.port, { tokens: 1_000 }, (text) => {
      if (hasToken(text)) mock.child.kill('SIGTERM')
      return false
    })
    expect((await mock.ended).code).toBe(0)
    expect((await answer).body).not.toContain('[DONE]')
    expect(truthIn(truth)).toMatchObject([{ outcome: 'shutdown' }])
  })
})

describe.each<readonly [string, (mock: Run) => void]>([
  ['SIGINT', ({ child }) => child.kill('SIGINT')],
  [
    'a second SIGTERM',
    ({ child }) => {
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGTERM'), 50)
    },
  ],
  ['the end of standard input', ({ child }) => child.stdin?.end()],
])('%s', (_, send) => {
  it('ends at once with 0, with every request in the truth log', async () => {
    const truth = join(folder, `${children.length}-${Math.trunc(performance.now())}.ndjson`)
    const mock = await started([
      '--truth',
      truth,
      '--ttft',
      '0',
      '--gap',
      '1s',
      '--drain',
      '10m',
      '--exit-with-parent',
    ])
    const answer = ask(mock.port, { tokens: 1_000 }, (text) => {
      if (hasToken(text)) send(mock)
      return false
    })
    expect((await mock.ended).code).toBe(0)
    expect((await answer).body).not.toContain('[DONE]')
    expect(truthIn(truth)).toMatchObject([{ outcome: 'shutdown' }])
  })
})

describe('the truth log', () => {
  it('of two processes in one file holds whole lines only', async () => {
    const truth = join(folder, 'shared.ndjson')
    const args = ['--truth', truth, '--ttft', '0', '--gap', '0']
    const mocks = await Promise.all([
      started([...args, '--instance', 'a']),
      started([...args, '--instance', 'b']),
    ])
    await Promise.all(
      mocks.flatMap((mock) => Array.from({ length: 60 }, () => ask(mock.port, { tokens: 300 }))),
    )
    for (const mock of mocks) mock.child.kill('SIGTERM')
    await Promise.all(mocks.map((mock) => mock.ended))
    const lines = truthIn(truth)
    expect(lines).toHaveLength(120)
    expect(lines.filter((line) => line.instance === 'a')).toHaveLength(60)
    expect(lines.every((line) => line.sent === 300 && line.tokenMs.length === 300)).toBe(true)
  })

  it('is written while the process runs', async () => {
    const truth = join(folder, 'live.ndjson')
    const mock = await started(['--truth', truth, '--ttft', '0', '--gap', '0'])
    await ask(mock.port, { tokens: 3 })
    while (truthIn(truth).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(truthIn(truth)).toMatchObject([{ sent: 3 }])
  })
})

const residentMb = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

describe.runIf(process.platform === 'linux')('memory', () => {
  it.each([
    { clients: 40, padBytes: 0, tokens: 1_000_000 },
    { clients: 100, padBytes: 32_768, tokens: 1_000 },
  ])('stays bounded when clients never read 32 MB each: %o', async (row) => {
    const { clients, padBytes, tokens } = row
    const truth = join(folder, `memory-${padBytes}.ndjson`)
    const mock = await started(['--truth', truth, '--ttft', '0', '--gap', '0'])
    await ask(mock.port, { tokens: 20_000 })
    const before = residentMb(mock.child.pid)
    const text = requestText(
      'POST /chat/stream HTTP/1.1',
      { 'x-mock': JSON.stringify({ padBytes, tokens }) },
      '{"prompt":"hi"}',
    )
    const sockets = await Promise.all(
      Array.from({ length: clients }, () => silentReader(mock.port, text)),
    )
    const queued = async (): Promise<number> => {
      const page = await (await fetch(`http://127.0.0.1:${mock.port}/metrics`)).text()
      return Number(/^mock_queued_bytes (\d+)/m.exec(page)?.[1])
    }
    // Blocked ones hold different amounts: all are blocked once the sum stands still.
    let seen = -1
    for (let now = 0; now < clients * 16_384 || now !== seen;) {
      seen = now
      await new Promise((resolve) => setTimeout(resolve, 200))
      now = await queued()
    }
    const grown = residentMb(mock.child.pid) - before
    mock.child.kill('SIGINT')
    await mock.ended
    for (const socket of sockets) socket.destroy()
    expect(grown).toBeLessThan(64)
    const blocked = readFileSync(truth, 'utf8').match(
      /"outcome":"shutdown","blockedMs":(?!0,)[\d.]+,"maxQueuedBytes":[1-9]/g,
    )
    expect(blocked).toHaveLength(clients)
  })
})
