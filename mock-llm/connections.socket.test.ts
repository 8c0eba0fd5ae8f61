import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Agent, request } from 'undici'
import type { Settings } from './door/settings.ts'
import { chunksOf, exchange, requestText, silentReader } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'

const running: RunningMock[] = []
async function start(settings: Partial<Settings> = {}): Promise<RunningMock> {
  const mock = await runMock(settings)
  running.push(mock)
  return mock
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((mock) => mock.stop()))
})

const PROMPT = '{"prompt":"hi"}'
const streamText = (headers: Readonly<Record<string, string>> = {}): string =>
  requestText('POST /chat/stream HTTP/1.1', headers, PROMPT)

async function metric(mock: RunningMock, name: string): Promise<number> {
  const response = await fetch(`${mock.url}/metrics`)
  const text = await response.text()
  const line = text.split('\n').find((row) => row.startsWith(`${name} `))
  return Number(line?.split(' ')[1])
}

/** Resolves once more waits for a client than a socket takes before it asks for a pause. */
async function blocked(mock: RunningMock): Promise<void> {
  while ((await metric(mock, 'mock_queued_bytes')) < 16_384) await Promise.resolve()
}

const openStream = (mock: RunningMock): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(mock.port, '127.0.0.1', () => socket.write(streamText()))
    let text = ''
    socket.on('error', () => undefined)
    socket.on('data', (part) => {
      text += part.toString('latin1')
      if (text.split('data: ').length > 3) resolve(socket)
    })
  })

describe('a connection', () => {
  it('serves 1,000 requests one after the other', async () => {
    const mock = await start({ tokens: 2 })
    const socket = connect(mock.port, '127.0.0.1')
    const one = (): Promise<string> =>
      new Promise((resolve, reject) => {
        let text = ''
        const take = (part: Buffer): void => {
          text += part.toString('latin1')
          if (!text.endsWith('\r\n0\r\n\r\n')) return
          socket.off('data', take)
          resolve(text)
        }
        socket.on('data', take)
        socket.once('close', () => reject(new Error('the connection was closed')))
        socket.write(streamText({ 'x-mock-key': 'k' }))
      })
    socket.setMaxListeners(2_000)
    const bodies = new Set<string>()
    for (let i = 0; i < 1_000; i++) {
      const text = await one()
      bodies.add(chunksOf(text.slice(text.indexOf('\r\n\r\n') + 4)).chunks.join(''))
    }
    socket.destroy()
    expect(bodies.size).toBe(1)
    expect(mock.truth).toHaveLength(1_000)
    expect(mock.truth.every((line) => line.outcome === 'played')).toBe(true)
  })

  it('is reused by a client with a pool, after streams, whole answers, errors and refusals', async () => {
    const mock = await start({ tokens: 2 })
    const agent = new Agent({ connections: 1, pipelining: 1 })
    let connects = 0
    agent.on('connect', () => connects++)
    const ask = async (path: string, body: object, fault: object[] = []) => {
      const response = await request(`${mock.url}${path}`, {
        dispatcher: agent,
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'x-mock': JSON.stringify({ fault }) },
      })
      await response.body.text()
      return response.statusCode
    }
    const chat = { model: 'm', messages: [{ role: 'user', content: 'hi' }] }
    const statuses = [
      await ask('/chat/stream', { prompt: 'hi' }),
      await ask('/chat/stream', { prompt: 'hi' }, [{ type: 'cut', afterTokens: 1, how: 'clean' }]),
      await ask('/chat/stream', {}),
      await ask('/v1/chat/completions', chat),
      await ask('/v1/chat/completions', { ...chat, stream: true }),
      await ask('/chat/stream', { prompt: 'hi' }, [{ type: 'status', code: 503 }]),
      await ask('/nowhere', {}),
      await ask('/chat/stream', { prompt: 'hi' }),
    ]
    await agent.close()
    expect(statuses).toEqual([200, 200, 400, 200, 200, 503, 404, 200])
    expect(connects).toBe(1)
  })

  it('of HTTP/1.0 gets the body unframed, and its close is the end', async () => {
    const mock = await start({ tokens: 3, gapMs: 2 })
    const answer = await exchange({
      port: mock.port,
      text: requestText('POST /chat/stream HTTP/1.0', {}, PROMPT),
    })
    expect(answer.ended).toBe('fin')
    expect(answer.head).not.toContain('Transfer-Encoding')
    expect(answer.body).toMatch(/^(data: \{"token":"[^"]+"\}\n\n){3}data: \[DONE\]\n\n$/)
  })

  it('with two requests at once gets both answers whole and in order', async () => {
    const mock = await start({ tokens: 3, gapMs: 2 })
    const answer = await exchange({
      port: mock.port,
      text:
        streamText({ 'x-request-id': 'one' }) +
        streamText({ 'x-request-id': 'two', connection: 'close' }),
    })
    const heads = [...answer.text.matchAll(/x-request-id: (\w+)/g)].map((match) => match[1])
    expect(heads).toEqual(['one', 'two'])
    const own = /^(data: \{"token":"[^"]+"\}\n\n){3}data: \[DONE\]\n\n$/
    for (const one of answer.text.split(/(?=HTTP\/1\.1 200 OK\r\n)/)) {
      const { chunks, whole } = chunksOf(one.slice(one.indexOf('\r\n\r\n') + 4))
      expect(whole).toBe(true)
      expect(chunks.join('')).toMatch(own)
    }
  })
})

describe('a client that leaves', () => {
  const endless = { tokens: 1_000_000, gapMs: 5 }
  it.each<readonly [string, (socket: Socket) => void]>([
    ['by closing', (socket) => socket.destroy()],
    ['by FIN', (socket) => socket.end()],
    ['by RST', (socket) => socket.resetAndDestroy()],
  ])('%s is noticed at once, and nothing is sent any more', async (_, leave) => {
    const mock = await start(endless)
    const socket = await openStream(mock)
    expect(await metric(mock, 'llm_active_streams')).toBe(1)
    leave(socket)
    const [line] = await mock.truthOf(1)
    expect(line).toMatchObject({ outcome: 'client_gone' })
    // What the tick between the departure and its notice wrote.
    expect(line?.tokensAfterGone).toBeLessThan(line?.sent ?? 0)
    expect(line?.sent).toBe(line?.tokenMs.length)
    expect(line?.clientGoneMs).toBeGreaterThanOrEqual(line?.tokenMs.at(-1) ?? Infinity)
    expect(await metric(mock, 'llm_active_streams')).toBe(0)
    expect(await metric(mock, 'llm_stream_completions_total{status="cancelled"}')).toBe(1)
    expect(await metric(mock, 'mock_cancel_detection_seconds_count')).toBe(1)
  })

  it('before the first token is noticed too', async () => {
    const mock = await start({ ttftMs: 60_000 })
    const socket = connect(mock.port, '127.0.0.1', () => socket.write(streamText()))
    socket.once('data', () => socket.destroy())
    const [line] = await mock.truthOf(1)
    expect(line).toMatchObject({ outcome: 'client_gone', sent: 0, tokenMs: [] })
  })

  it('while an answer in one piece is waited for', async () => {
    const mock = await start({ ttftMs: 60_000 })
    const body = '{"model":"m","messages":[{"role":"user","content":"hi"}]}'
    const socket = connect(mock.port, '127.0.0.1', () =>
      socket.write(requestText('POST /v1/chat/completions HTTP/1.1', {}, body)),
    )
    while ((await metric(mock, 'llm_active_streams')) === 0) await Promise.resolve()
    socket.destroy()
    expect((await mock.truthOf(1))[0]).toMatchObject({ outcome: 'client_gone', sent: 0 })
  })

  it('without reading what it is owed frees it', async () => {
    const mock = await start({ tokens: 1_000_000, gapMs: 0 })
    const socket = await silentReader(mock.port, streamText())
    await blocked(mock)
    socket.resetAndDestroy()
    const [line] = await mock.truthOf(1)
    expect(line?.outcome).toBe('client_gone')
    expect(line?.blockedMs).toBeGreaterThan(0)
    expect(await metric(mock, 'mock_queued_bytes')).toBe(0)
  })
})

describe('a client that reads slowly', () => {
  it.each([0, 100_000])(
    'blocks its own stream only, with padding of %i bytes',
    async (padBytes) => {
      const mock = await start({ tokens: 1_000_000, gapMs: 0 })
      const silent = await silentReader(
        mock.port,
        streamText({ 'x-mock': JSON.stringify({ padBytes }) }),
      )
      await blocked(mock)
      const other = await exchange({
        port: mock.port,
        text: streamText({ connection: 'close', 'x-mock': '{"tokens":2000}' }),
      })
      expect(other.body).toContain('[DONE]')
      const queued = await metric(mock, 'mock_queued_bytes')
      expect(queued).toBeGreaterThan(0)
      expect(queued).toBeLessThan(32_768 + 2 * padBytes)
      silent.destroy()
      const lines = await mock.truthOf(2)
      const slow = lines.find((line) => line.outcome === 'client_gone')
      expect(slow?.blockedMs).toBeGreaterThan(0)
      expect(slow?.maxQueuedBytes).toBeGreaterThanOrEqual(16_384)
      expect(slow?.sent).toBeLessThan(1_000_000)
      expect(slow?.dueMs).toHaveLength(slow?.sent ?? -1)
      expect(lines.find((line) => line.outcome === 'played')?.blockedMs).toBe(0)
    },
  )

  it('gets everything, in order, once it reads', async () => {
    const mock = await start({ tokens: 300_000, gapMs: 0 })
    const silent = await silentReader(mock.port, streamText({ connection: 'close' }))
    await blocked(mock)
    const parts: Buffer[] = []
    await new Promise((resolve) => {
      silent.on('data', (part) => parts.push(part))
      silent.once('end', resolve)
      silent.resume()
    })
    const text = Buffer.concat(parts).toString('latin1')
    const { chunks, whole } = chunksOf(text.slice(text.indexOf('\r\n\r\n') + 4))
    expect(whole).toBe(true)
    expect(chunks.join('').match(/"token"/g)).toHaveLength(300_000)
    const [line] = await mock.truthOf(1)
    expect(line).toMatchObject({ outcome: 'played', sent: 300_000 })
    expect(line?.blockedMs).toBeGreaterThan(0)
  })
})

describe('seed and key', () => {
  it('fix body and due offsets, whatever runs beside it', async () => {
    const settings = { tokens: 20, ttftMs: 2, gapMs: 1, gapCv: 0.5 }
    const run = async (together: number) => {
      const mock = await start(settings)
      const keys = Array.from({ length: 40 }, (_, i) => `k/${i}`)
      const bodies = new Map<string, string>()
      const lane = async (): Promise<void> => {
        for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
          const answer = await exchange({
            port: mock.port,
            text: streamText({ 'x-mock-key': key, connection: 'close' }),
          })
          bodies.set(key, chunksOf(answer.body).chunks.join(''))
        }
      }
      await Promise.all(Array.from({ length: together }, lane))
      const lines = await mock.truthOf(40)
      const offsets = lines.map((line) => [
        line.key,
        line.dueMs.map((due) => Math.round((due - line.arrivedMs) * 1_000)),
      ])
      return { bodies, offsets: new Map(offsets.map(([key, due]) => [String(key), due])) }
    }
    const alone = await run(1)
    const crowded = await run(40)
    expect(crowded.bodies).toEqual(alone.bodies)
    expect(crowded.offsets).toEqual(alone.offsets)
    expect(new Set(alone.bodies.values()).size).toBe(40)
  })
})

describe('metrics', () => {
  it('carry the names, buckets and counts of the catalogue', async () => {
    const mock = await start({ tokens: 3, gapMs: 1 })
    await exchange({ port: mock.port, text: streamText({ connection: 'close' }) })
    const text = await (await fetch(`${mock.url}/metrics`)).text()
    for (const edge of ['0.1', '0.2', '0.5', '1', '2', '5', '+Inf']) {
      expect(text).toContain(`llm_time_to_first_token_seconds_bucket{le="${edge}"} 1`)
    }
    for (const edge of ['10', '25', '50', '100', '200', '+Inf']) {
      expect(text).toContain(`llm_tokens_per_second_bucket{le="${edge}"} `)
    }
    expect(text).toContain('llm_active_streams 0')
    for (const [status, count] of [
      ['success', 1],
      ['error', 0],
      ['cancelled', 0],
    ]) {
      expect(text).toContain(`llm_stream_completions_total{status="${status}"} ${count}`)
    }
    expect(text).toContain('mock_streams_total{outcome="played"} 1')
    expect(text).toContain('mock_token_lateness_seconds_count 3')
    expect(text).toContain('mock_late_tokens_total ')
    expect(text).toContain('mock_event_loop_lag_seconds ')
    expect(text).toContain('mock_blocked_seconds_total 0')
    expect(text).toContain('mock_tokens_after_cancel_total 0')
  })
})
