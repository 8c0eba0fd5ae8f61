import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { runMock, type RunningMock } from '../testing/running-mock.ts'
import { wsClient, type WsClient } from '../testing/ws-client.ts'
import { exchange, requestText } from '../testing/raw-client.ts'

let mock: RunningMock
beforeAll(async () => {
  mock = await runMock({ tokens: 6, gapMs: 1 })
})
afterAll(() => mock.stop())

const clients: WsClient[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.ws.terminate()
})
async function open(
  headers: Readonly<Record<string, string>> = {},
  path = '/ws/chat',
): Promise<WsClient> {
  const client = await wsClient(`ws://127.0.0.1:${mock.port}${path}`, headers)
  clients.push(client)
  return client
}
const PROMPT = { type: 'message', prompt: 'hi', key: 'k/1' }
const ENDLESS = { ...PROMPT, mock: { tokens: 1_000_000, gapMs: 2 } }
const contents = (messages: readonly Record<string, unknown>[]): readonly unknown[] =>
  messages.filter((one) => one['type'] === 'token').map((one) => one['content'])
const isDone = (message: Record<string, unknown>): boolean => message['type'] === 'done'
const truthAfter = async (count: number) => (await mock.truthOf(count + 1)).at(-1)

const withFault = async (fault: unknown): Promise<WsClient> => {
  const client = await open()
  client.say({ ...PROMPT, mock: { fault } })
  return client
}

const upgrade = (path: string, headers: Readonly<Record<string, string>>) =>
  exchange({
    port: mock.port,
    text: requestText(`GET ${path} HTTP/1.1`, { connection: 'Upgrade', ...headers }),
  })

describe('/ws/chat', () => {
  it('answers message after message on one socket, a token a message, then done', async () => {
    const client = await open({ 'x-request-id': 'r/1' })
    const before = mock.truth.length
    client.say(PROMPT)
    const first = await client.until(isDone)
    expect(first).toHaveLength(7)
    expect(Object.keys(first[0] ?? {})).toEqual(['type', 'content'])
    expect(first.at(-1)).toEqual({ type: 'done' })
    expect(await truthAfter(before)).toMatchObject({
      stream: 'r/1',
      key: 'k/1',
      path: '/ws/chat',
      dialect: 'ws-chat',
      sent: 6,
      outcome: 'played',
    })
    client.say({ ...PROMPT, key: 'k/2' })
    const second = await client.until(isDone)
    expect(contents(second)).toHaveLength(6)
    expect(contents(second)).not.toEqual(contents(first))
    client.say(PROMPT)
    expect(await client.until(isDone)).toEqual(first)
    expect(mock.truth.at(-1)?.stream).toBeUndefined()
  })

  it('says the text of /chat/stream for one key, buffered too', async () => {
    const sse = await exchange({
      port: mock.port,
      text: requestText(
        'POST /chat/stream HTTP/1.1',
        { connection: 'close', 'x-mock-key': 'k/1', 'x-mock': '{"tokens":40}' },
        '{"prompt":"hi"}',
      ),
    })
    const tokens = [...sse.body.matchAll(/data: (\{.*\})/g)].map(([, data]) =>
      JSON.parse(Buffer.from(data ?? '', 'latin1').toString('utf8')),
    )
    const text = tokens.map(({ token }) => token).join('')
    for (const mode of ['none', 'word', 'sentence', 'line']) {
      const client = await open({ 'x-mock': '{"tokens":40}' }, `/ws/chat?buffer=${mode}`)
      client.say(PROMPT)
      expect(contents(await client.until(isDone)).join('')).toBe(text)
    }
  })

  it('stops at a cancel, says so, and the next message works', async () => {
    const client = await open()
    const before = mock.truth.length
    client.say(ENDLESS)
    await client.until((message) => message['type'] === 'token')
    client.say({ type: 'cancel' })
    const messages = await client.until(isDone)
    expect(messages.at(-1)).toEqual({ type: 'done', cancelled: true })
    const line = await truthAfter(before)
    expect(line).toMatchObject({ outcome: 'client_gone' })
    expect(line?.clientGoneMs).toBeGreaterThanOrEqual(line?.tokenMs.at(-1) ?? Infinity)
    client.say(PROMPT)
    const next = await client.until(isDone)
    expect(contents(next)).toHaveLength(6)
    expect(next.at(-1)).toEqual({ type: 'done' })
  })

  it('takes a cancel without an answer for one that came too late', async () => {
    const client = await open()
    client.say({ type: 'cancel' })
    client.say(PROMPT)
    expect(await client.until(isDone)).toHaveLength(7)
  })

  it('refuses a second message while an answer runs, and the answer goes on', async () => {
    const client = await open()
    client.say({ ...PROMPT, mock: { tokens: 6, gapMs: 20 } })
    client.say(PROMPT)
    const messages = await client.until(isDone)
    expect(contents(messages)).toHaveLength(6)
    expect(messages.filter((one) => one['type'] === 'error')).toEqual([
      { type: 'error', message: 'message: an answer is running; wait for its end, or cancel it' },
    ])
  })

  it.each<readonly [string | Buffer, string]>([
    ['{', 'message: found "{"; allowed: a JSON object'],
    ['[]', 'message: found a list; allowed: a JSON object'],
    ['{"type":"hello"}', 'type: found "hello"; allowed: message, cancel'],
    ['{"prompt":"x"}', 'type: found nothing; allowed: message, cancel'],
    ['{"type":"message","prompt":7}', 'prompt: found 7; allowed: a text'],
    ['{"type":"message","prompt":"x","mock":{"tokens":null}}', 'tokens: found null'],
    ['{"type":"message","prompt":"x","key":""}', 'key: found ""; allowed: a text of 1 to 256'],
    [Buffer.from('{}'), 'message: found binary data'],
  ])('answers %s by an error, and the socket stays', async (text, part) => {
    const client = await open()
    client.ws.send(text)
    const [error] = await client.until((message) => message['type'] === 'error')
    expect(error?.['message']).toContain(part)
    client.say(PROMPT)
    expect((await client.until(isDone)).at(-1)).toEqual({ type: 'done' })
  })

  it('closes with 1009 on a message above 1 MiB', async () => {
    const client = await open()
    client.say({ type: 'message', prompt: 'x'.repeat(1024 * 1024) })
    expect(await client.closed).toBe(1009)
  })

  it('pads by white space within the message', async () => {
    const client = await open()
    client.say({ ...PROMPT, mock: { tokens: 2, padBytes: 70_000 } })
    await client.until(isDone)
    const tokens = client.raw.slice(0, 2)
    expect(tokens.map((text) => text.length - text.trimStart().length)).toEqual([70_000, 70_000])
    expect(tokens.map((text) => JSON.parse(text).type)).toEqual(['token', 'token'])
  })
})

describe('a fault on /ws/chat', () => {
  it.each([
    [{ type: 'cut', afterTokens: 2, how: 'clean' }, 1000, 2],
    [{ type: 'cut', afterTokens: 2, how: 'mid-event' }, 1000, 2],
    [{ type: 'cut', afterTokens: 2, how: 'mid-char' }, 1000, 2],
    [{ type: 'cut', afterTokens: 2, how: 'no-last-chunk' }, 1006, 2],
    [{ type: 'cut', afterTokens: 2, how: 'reset' }, 1006, 2],
    [{ type: 'no-terminator' }, 1000, 6],
  ])('%j closes with %i after %i tokens, without done', async (fault, code, count) => {
    const before = mock.truth.length
    const client = await withFault(fault)
    expect(await client.closed).toBe(code)
    const messages = client.raw.map((text) => JSON.parse(text))
    expect(messages.map(({ type }) => type)).toEqual(Array.from({ length: count }, () => 'token'))
    expect(await truthAfter(before)).toMatchObject({ sent: count, outcome: `fault:${fault.type}` })
  })

  it('error is an error message, and the socket stays', async () => {
    const client = await withFault({ type: 'error', afterTokens: 2, kind: 'overloaded' })
    const messages = await client.until((message) => message['type'] === 'error')
    expect(messages.at(-1)).toEqual({
      type: 'error',
      message: 'The engine is currently overloaded.',
      code: 'overloaded',
    })
    expect(contents(messages)).toHaveLength(2)
    client.say(PROMPT)
    expect((await client.until(isDone)).at(-1)).toEqual({ type: 'done' })
  })

  it.each([
    [{ type: 'duplicate', afterTokens: 2 }, [0, 1, 1, 2, 3, 4, 5]],
    [{ type: 'drop', afterTokens: 1 }, [0, 2, 3, 4, 5]],
    [{ type: 'reorder', afterTokens: 1 }, [0, 2, 1, 3, 4, 5]],
    [{ type: 'split-writes', bytes: 3 }, [0, 1, 2, 3, 4, 5]],
    [{ type: 'gzip-unflushed' }, [0, 1, 2, 3, 4, 5]],
    [{ type: 'stall', afterTokens: 2, forMs: 30 }, [0, 1, 2, 3, 4, 5]],
    [{ type: 'lump', size: 2 }, [0, 1, 2, 3, 4, 5]],
    [{ type: 'late-by-one' }, [0, 1, 2, 3, 4, 5]],
  ])('%j changes exactly the promised messages', async (fault, order) => {
    const clean = await open()
    clean.say(PROMPT)
    const own = contents(await clean.until(isDone))
    const client = await withFault(fault)
    expect(contents(await client.until(isDone))).toEqual(order.map((index) => own[index]))
  })

  it('status within a message is an error message with that code', async () => {
    const client = await withFault({ type: 'status', code: 429 })
    expect(await client.until((message) => message['type'] === 'error')).toEqual([
      { type: 'error', message: 'Refused on request: 429.', code: 429 },
    ])
  })

  it('status at the handshake refuses it, in the error shape', async () => {
    const before = mock.truth.length
    const answer = await exchange({
      port: mock.port,
      text: requestText('GET /ws/chat HTTP/1.1', {
        upgrade: 'websocket',
        connection: 'Upgrade',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        'x-mock': '{"fault":{"type":"status","code":429,"retryAfterS":3}}',
      }),
    })
    expect(answer.head).toContain('HTTP/1.1 429 Too Many Requests')
    expect(answer.head).toContain('retry-after: 3')
    expect(JSON.parse(answer.body).error.code).toBe('rate_limit_exceeded')
    expect(await truthAfter(before)).toMatchObject({ outcome: 'fault:status', sent: 0 })
  })

  it('ignore-disconnect plays on to the end after a close', async () => {
    const before = mock.truth.length
    const client = await open()
    client.say({ ...PROMPT, mock: { tokens: 30, fault: { type: 'ignore-disconnect' } } })
    await client.until((message) => message['type'] === 'token')
    client.ws.close()
    const line = await truthAfter(before)
    expect(line).toMatchObject({ outcome: 'client_gone', sent: 30 })
    expect(line?.tokensAfterGone).toBeGreaterThan(0)
  })
})

describe('a client of /ws/chat that leaves', () => {
  it.each<readonly [string, (ws: WebSocket, socket: Socket) => void]>([
    ['by a close frame', (ws) => ws.close()],
    ['by FIN', (_, socket) => socket.end()],
    ['by RST', (_, socket) => socket.resetAndDestroy()],
  ])('%s is noticed at once', async (_, leave) => {
    const before = mock.truth.length
    const client = await open()
    client.say(ENDLESS)
    await client.until((message) => message['type'] === 'token')
    leave(client.ws, client.socket())
    expect(await truthAfter(before)).toMatchObject({ outcome: 'client_gone' })
  })

  it('without reading what it is owed frees it', async () => {
    const before = mock.truth.length
    const client = await open()
    client.ws.pause()
    client.say({ ...PROMPT, mock: { tokens: 1_000_000, gapMs: 0, padBytes: 10_000 } })
    const queued = async (): Promise<number> => {
      const text = await (await fetch(`${mock.url}/metrics`)).text()
      return Number(/^mock_queued_bytes (\d+)$/m.exec(text)?.[1])
    }
    while ((await queued()) < 16_384) await Promise.resolve()
    client.ws.terminate()
    const line = await truthAfter(before)
    expect(line).toMatchObject({ outcome: 'client_gone' })
    expect(line?.blockedMs).toBeGreaterThan(0)
  })
})

describe('the other side of the handshake', () => {
  it('refuses an unknown path and what is no WebSocket', async () => {
    const answer = await upgrade('/ws/nowhere', { upgrade: 'websocket' })
    expect(answer.head).toContain('HTTP/1.1 404 Not Found')
    expect(answer.body).toContain('Unknown path /ws/nowhere; known: /ws/chat')
    const h2c = await exchange({
      port: mock.port,
      text: requestText('GET /health HTTP/1.1', {
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABk',
      }),
      until: (text) => text.includes('ok'),
    })
    expect(h2c.head).toContain('HTTP/1.1 200 OK')
    const bad = await upgrade('/ws/chat', { upgrade: 'websocket', 'x-mock': '{' })
    expect(bad.head).toContain('HTTP/1.1 400 Bad Request')
    expect(bad.body).toContain('x-mock: found')
    const noKey = await upgrade('/ws/chat', { upgrade: 'websocket', 'sec-websocket-version': '13' })
    expect(noKey.head).toContain('HTTP/1.1 400 Bad Request')
  })

  it('survives a client that resets in the handshake', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(mock.port, '127.0.0.1', () => {
        socket.write('GET /ws/chat HTTP/1.1\r\nhost: m\r\nupgrade: websocket\r\n')
        socket.resetAndDestroy()
      })
      socket.once('close', () => resolve())
    })
    const client = await open()
    client.say(PROMPT)
    expect((await client.until(isDone)).at(-1)).toEqual({ type: 'done' })
  })
})

it('a shutdown is told to every connection, which is then closed with 1001', async () => {
  const own = await runMock()
  const all = await Promise.all(
    Array.from({ length: 3 }, () => wsClient(`ws://127.0.0.1:${own.port}/ws/chat`)),
  )
  const told = all.map((client) => client.until((message) => message['type'] === 'shutdown'))
  const stopped = own.stop()
  expect(await Promise.all(told)).toEqual(Array.from({ length: 3 }, () => [{ type: 'shutdown' }]))
  expect(await Promise.all(all.map((client) => client.closed))).toEqual([1001, 1001, 1001])
  await stopped
})
