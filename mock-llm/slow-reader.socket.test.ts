import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { TruthLine } from '../core/truth.ts'
import { exchange, requestText, silentReader } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'
import { spawnMock, type SpawnedMock } from './testing/spawned-mock.ts'
import { wsClient } from './testing/ws-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'mock-slow-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const sockets: Socket[] = []
const spawned: SpawnedMock[] = []
const running: RunningMock[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all([...running.splice(0), ...spawned.splice(0)].map((mock) => mock.stop()))
})

const PROMPT = '{"prompt":"hi"}'
const textFor = (path: string, overrides: object): string =>
  requestText(`POST ${path} HTTP/1.1`, { 'x-mock': JSON.stringify(overrides) }, PROMPT)
async function silent(port: number, path: string, overrides: object): Promise<Socket> {
  const socket = await silentReader(port, textFor(path, overrides))
  sockets.push(socket)
  return socket
}
async function start(settings: Parameters<typeof runMock>[0]): Promise<RunningMock> {
  const mock = await runMock({ gapMs: 0, ...settings })
  running.push(mock)
  return mock
}
const queuedIn = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^mock_queued_bytes (\d+)/m.exec(text)?.[1])
}
const ENDLESS = { tokens: 1_000_000, padBytes: 10_000 }

describe('--slow-reader', () => {
  it.each(['/chat/stream', '/chat/chunked', '/v1/chat/completions'])(
    'drop breaks the connection of %s off, and says so',
    async (path) => {
      const mock = await start({ slowReader: { bytes: 0, dropAfterMs: 30 } })
      const body =
        '{"prompt":"hi","model":"m","stream":true,"messages":[{"role":"user","content":"x"}]}'
      const socket = await silentReader(
        mock.port,
        requestText(`POST ${path} HTTP/1.1`, { 'x-mock': JSON.stringify(ENDLESS) }, body),
      )
      sockets.push(socket)
      const [line] = await mock.truthOf(1)
      expect(line).toMatchObject({ path, outcome: 'slow_client' })
      expect(line?.blockedMs).toBeGreaterThanOrEqual(30)
      expect(line?.maxQueuedBytes).toBeGreaterThan(0)
      expect(await queuedIn(mock.url)).toBe(0)
      const metrics = await (await fetch(`${mock.url}/metrics`)).text()
      expect(metrics).toContain('mock_streams_total{outcome="slow_client"} 1')
      expect(metrics).toContain('llm_active_streams 0')
    },
  )

  describe.each([
    ['/ws/chat', '/ws/chat', { type: 'message', prompt: 'hi' }],
    ['/v1/realtime', '/v1/realtime?model=m', { type: 'response.create' }],
  ])('on %s', (path, target, asked) => {
    /** Asks for an answer without end, and never reads. */
    async function silentSocket(mock: RunningMock): Promise<Socket> {
      const url = `ws://127.0.0.1:${mock.port}${target}`
      const client = await wsClient(url, { 'x-mock': JSON.stringify(ENDLESS) })
      client.ws.pause()
      client.say(asked)
      sockets.push(client.socket())
      return client.socket()
    }

    it('drop breaks the connection off', async () => {
      const mock = await start({ slowReader: { bytes: 0, dropAfterMs: 30 } })
      await silentSocket(mock)
      expect((await mock.truthOf(1))[0]).toMatchObject({ path, outcome: 'slow_client' })
    })

    it.each([
      ['pause', { bytes: 0 }, 16_384, 100_000],
      ['buffer', { bytes: 2_000_000 }, 2_000_000, 2_100_000],
    ])('%s lets no more wait than it says', async (_, slowReader, least, most) => {
      const mock = await start({ slowReader })
      const socket = await silentSocket(mock)
      while ((await queuedIn(mock.url)) < least) await Promise.resolve()
      expect(await queuedIn(mock.url)).toBeLessThan(most)
      socket.destroy()
      const [line] = await mock.truthOf(1)
      expect(line).toMatchObject({ path, outcome: 'client_gone' })
      expect(line?.blockedMs).toBeGreaterThan(0)
      expect(line?.maxQueuedBytes).toBeGreaterThanOrEqual(least)
    })
  })

  it('buffer lets that much wait in the process, then pauses', async () => {
    const mock = await start({ slowReader: { bytes: 2_000_000 } })
    await silent(mock.port, '/chat/stream', ENDLESS)
    while ((await queuedIn(mock.url)) < 2_000_000) await Promise.resolve()
    const queued = await queuedIn(mock.url)
    expect(queued).toBeLessThan(2_100_000)
    for (const socket of sockets) socket.destroy()
    const [line] = await mock.truthOf(1)
    expect(line?.blockedMs).toBeGreaterThan(0)
    expect(line?.maxQueuedBytes).toBeGreaterThanOrEqual(2_000_000)
  })

  it('gives a client that reads in the end everything, whatever the policy', async () => {
    for (const bytes of [0, 100_000, 16_000_000]) {
      const mock = await start({ slowReader: { bytes } })
      const asked = { 'x-mock': '{"tokens":8000,"padBytes":1000}', connection: 'close' }
      const text = requestText('POST /chat/stream HTTP/1.1', asked, PROMPT)
      const socket = await silentReader(mock.port, text)
      sockets.push(socket)
      while ((await queuedIn(mock.url)) < 16_384) await Promise.resolve()
      const parts: Buffer[] = []
      await new Promise((resolve) => {
        socket.on('data', (part) => parts.push(part))
        socket.once('end', resolve)
        socket.resume()
      })
      expect(
        Buffer.concat(parts)
          .toString('latin1')
          .match(/"token"/g),
      ).toHaveLength(8_000)
      expect((await mock.truthOf(1))[0]).toMatchObject({ outcome: 'played', sent: 8_000 })
    }
  })
})

/** A stream that is read, among others that are not. */
const bystander = (port: number, id: string) =>
  exchange({
    port,
    text: requestText(
      'POST /chat/stream HTTP/1.1',
      {
        connection: 'close',
        'x-request-id': id,
        'x-mock': '{"tokens":100,"gapMs":5,"padBytes":0}',
      },
      PROMPT,
    ),
  })
const medianGapMs = (line: TruthLine | undefined): number => {
  const { tokenMs } = line ?? { tokenMs: [] }
  const gaps = tokenMs.slice(1).map((at, i) => at - (tokenMs[i] ?? 0))
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? Number.NaN
}

const soon = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 20)
  })

const silentCrowd = (mock: SpawnedMock, clients: number, overrides: object) =>
  Promise.all(Array.from({ length: clients }, () => silent(mock.port, '/chat/stream', overrides)))

describe('200 clients that ask for 32 MB each and never read', () => {
  const CLIENTS = 200

  it('are all blocked, cost less than 64 MB, and leave a bystander its gaps', async () => {
    const truth = join(folder, 'pause.ndjson')
    const mock = await spawnMock(['--truth', truth, '--ttft', '0', '--slow-reader', 'pause'])
    spawned.push(mock)
    await bystander(mock.port, 'before')
    const before = mock.residentMb()
    await silentCrowd(mock, CLIENTS, { gapMs: 0, padBytes: 32_768, tokens: 1_000 })
    while ((await queuedIn(mock.url)) < CLIENTS * 16_384) await soon()
    await bystander(mock.port, 'beside')
    const grownMb = mock.residentMb() - before
    await mock.stop()
    const lines = readFileSync(truth, 'utf8').trimEnd().split('\n')
    const all = lines.map((line): TruthLine => JSON.parse(line))
    const slow = all.filter((line) => line.stream === undefined)
    expect(slow).toHaveLength(CLIENTS)
    expect(slow.every((line) => (line.blockedMs ?? 0) > 0)).toBe(true)
    expect(grownMb).toBeLessThan(64)
    const [alone, beside] = ['before', 'beside'].map((id) =>
      medianGapMs(all.find((line) => line.stream === id)),
    )
    expect((beside ?? 0) / (alone ?? 0)).toBeGreaterThan(0.8)
    expect((beside ?? 0) / (alone ?? 0)).toBeLessThan(1.25)
  })

  it('cost more than that, ten of them, when nothing makes them wait', async () => {
    const mock = await spawnMock(['--ttft', '0', '--slow-reader', 'generate-anyway'])
    spawned.push(mock)
    const before = mock.residentMb()
    await silentCrowd(mock, 10, { gapMs: 0, tokens: 1_000_000 })
    while (mock.residentMb() - before < 64) await soon()
    expect(mock.residentMb() - before).toBeGreaterThanOrEqual(64)
    mock.child.kill('SIGKILL')
  })
})
