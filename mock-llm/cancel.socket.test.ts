import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { DepartureLine, TruthLine } from '../core/truth.ts'
import { monotonicClock } from './monotonic-clock.ts'
import { requestText } from './testing/raw-client.ts'
import { type SpawnedMock, spawnMock } from './testing/spawned-mock.ts'
import { wsClient } from './testing/ws-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'mock-cancel-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const EACH = 250
const clock = monotonicClock()
const soon = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 20)
  })

/** Opens a stream, reads some tokens, leaves; resolves with the instant of leaving. */
function leaveHttp(port: number, id: string, leave: (socket: Socket) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        requestText('POST /chat/stream HTTP/1.1', { 'x-request-id': id }, '{"prompt":"hi"}'),
      )
    })
    let events = 0
    socket.on('error', reject)
    socket.on('data', (part) => {
      events += part.toString('latin1').split('data: ').length - 1
      if (events < 3) return
      socket.removeAllListeners('data')
      const atMs = clock.nowMs()
      leave(socket)
      resolve(atMs)
    })
  })
}

async function leaveSocket(port: number, id: string, how: 'close' | 'cancel'): Promise<number> {
  const client = await wsClient(`ws://127.0.0.1:${port}/ws/chat`)
  client.say({ type: 'message', prompt: 'hi', id })
  for (let i = 0; i < 3; i++) await client.until((message) => message['type'] === 'token')
  const atMs = clock.nowMs()
  if (how === 'close') client.ws.close()
  else {
    client.say({ type: 'cancel' })
    await client.until((message) => message['cancelled'] === true)
    client.ws.terminate()
  }
  return atMs
}

const HOW: Readonly<Record<string, string>> = {
  fin: 'fin',
  rst: 'rst',
  close: 'ws-close',
  cancel: 'ws-message',
}

async function report(mock: SpawnedMock, clientClosedMs: object): Promise<void> {
  const body = JSON.stringify({ clientClosedMs })
  const answer = await fetch(`${mock.url}/control`, { method: 'PATCH', body })
  expect(answer.status).toBe(200)
}

it('notices 1,000 departures mid-stream by FIN, RST, close frame and cancel, and counts each from the instant the client closed', async () => {
  const truth = join(folder, 'truth.ndjson')
  const mock = await spawnMock([
    '--truth',
    truth,
    '--ttft',
    '5ms',
    '--gap',
    '20ms',
    '--tokens',
    '1000000',
  ])
  const { port } = mock
  const ways: Readonly<Record<string, (id: string) => Promise<number>>> = {
    fin: (id) => leaveHttp(port, id, (socket) => socket.end()),
    rst: (id) => leaveHttp(port, id, (socket) => socket.resetAndDestroy()),
    close: (id) => leaveSocket(port, id, 'close'),
    cancel: (id) => leaveSocket(port, id, 'cancel'),
  }
  const left = new Map<string, number>()
  const all = Object.entries(ways).flatMap(([way, run]) =>
    Array.from({ length: EACH }, async (_, i) => {
      const id = `${way}/${i}`
      const atMs = await run(id)
      left.set(id, atMs)
      // Half of the clients tell at once, perhaps before the mock has noticed; the others afterwards, together.
      if (i % 2 === 0) await report(mock, { [id]: atMs })
    }),
  )
  await Promise.all(all)
  while ((await mock.metric('llm_active_streams')) > 0) await soon()
  const later = [...left].filter(([id]) => Number(id.split('/')[1]) % 2 === 1)
  await report(mock, Object.fromEntries(later))
  const noticed = await mock.metric('mock_cancel_detection_seconds_count')
  const counted = await mock.metric('mock_streams_total{outcome="client_gone"}')
  const after = await mock.metric('mock_tokens_after_cancel_total')
  const figures = new Map<string, readonly number[]>()
  for (const how of Object.values(HOW)) {
    figures.set(how, [
      await mock.metric(`mock_cancel_lag_seconds_count{how="${how}"}`),
      await mock.metric(`mock_cancel_lag_seconds_sum{how="${how}"}`),
      await mock.metric(`mock_tokens_after_closed_total{how="${how}"}`),
    ])
  }
  await mock.stop()
  expect([noticed, counted]).toEqual([4 * EACH, 4 * EACH])
  const lines = readFileSync(truth, 'utf8').trimEnd().split('\n')
  const parsed = lines.map((line): TruthLine | DepartureLine => JSON.parse(line))
  const truths = parsed.flatMap((line) => ('kind' in line ? [] : [line]))
  const departures = parsed.flatMap((line) => ('kind' in line ? [line] : []))
  expect(new Set(truths.map((line) => line.stream))).toEqual(new Set(left.keys()))
  expect(truths).toHaveLength(4 * EACH)
  for (const line of truths) {
    expect(line.outcome).toBe('client_gone')
    expect(line.clientGoneHow).toBe(HOW[line.stream?.split('/')[0] ?? ''])
    // Both processes read the host's monotonic clock, each with an offset measured to a few microseconds.
    expect(line.clientGoneMs).toBeGreaterThan((left.get(line.stream ?? '') ?? Infinity) - 1)
    expect(line.tokensAfterGone).toBeLessThanOrEqual(line.sent)
    expect(line.tokenMs.every((at) => at <= (line.clientGoneMs ?? 0))).toBe(true)
  }
  expect(truths.reduce((sum, line) => sum + (line.tokensAfterGone ?? 0), 0)).toBe(after)
  expect(new Set(departures.map((line) => line.stream))).toEqual(new Set(left.keys()))
  expect(departures).toHaveLength(4 * EACH)
  const byId = new Map(truths.map((line) => [line.stream, line]))
  for (const line of departures) {
    const { clientClosedMs, clientGoneMs } = line
    const stream = byId.get(line.stream)
    expect(clientClosedMs).toBeCloseTo(left.get(line.stream) ?? 0, 2)
    expect(clientGoneMs).toBe(stream?.clientGoneMs)
    expect(line.clientGoneHow).toBe(stream?.clientGoneHow)
    expect(line.cancelLagMs).toBeCloseTo(clientGoneMs - clientClosedMs, 2)
    expect(line.tokensAfterClosed).toBe(stream?.tokenMs.filter((at) => at > clientClosedMs).length)
  }
  for (const [how, [count, lagS, tokens]] of figures) {
    const own = departures.filter((line) => line.clientGoneHow === how)
    expect(count).toBe(EACH)
    expect(lagS).toBeCloseTo(own.reduce((sum, line) => sum + line.cancelLagMs, 0) / 1_000, 3)
    expect(tokens).toBe(own.reduce((sum, line) => sum + line.tokensAfterClosed, 0))
  }
})
