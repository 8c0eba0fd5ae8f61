import { connect as connectHttp2 } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TruthLine } from '../../core/truth.ts'
import { chainMocks, type Chain, targetOf } from '../testing/chained-mocks.ts'
import {
  chunksOf,
  exchange,
  type RawAnswer,
  requestText,
  silentReader,
} from '../testing/raw-client.ts'
import { runMock, type RunningMock } from '../testing/running-mock.ts'
import { wsClient, type WsClient } from '../testing/ws-client.ts'

let chain: Chain
beforeAll(async () => {
  chain = await chainMocks({ tokens: 60, gapMs: 0 })
})
afterAll(() => chain.stop())

const others: { readonly stop: () => Promise<void> }[] = []
const clients: WsClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.ws.terminate()
  await Promise.all(others.splice(0).map((one) => one.stop()))
})
async function started<T extends { readonly stop: () => Promise<void> }>(
  one: Promise<T>,
): Promise<T> {
  const running = await one
  others.push(running)
  return running
}

type Headers = Readonly<Record<string, string>>
const PROMPT = '{"prompt":"hi"}'
const KEY = { connection: 'close', 'x-mock-key': 'k/1' }
const mocked = (fields: object): Headers => ({ 'x-mock': JSON.stringify(fields) })
const postTo = (mock: RunningMock, path: string, headers: Headers = {}): Promise<RawAnswer> =>
  exchange({
    port: mock.port,
    text: requestText(`POST ${path} HTTP/1.1`, { ...KEY, ...headers }, PROMPT),
  })
const post = (path: string, headers: Headers = {}) => postTo(chain.front, path, headers)
async function open(mock: RunningMock, query = ''): Promise<WsClient> {
  const client = await wsClient(`ws://127.0.0.1:${mock.port}/ws/chat${query}`)
  clients.push(client)
  return client
}
const MESSAGE = { type: 'message', prompt: 'hi', key: 'k/1' }
const ends = ({ type }: Record<string, unknown>): boolean => type === 'done' || type === 'error'

const get = (headers: Headers = {}) =>
  exchange({
    port: chain.front.port,
    text: requestText('GET /chat/stream?prompt=hi HTTP/1.1', {
      ...KEY,
      ...mocked({ tokens: 3 }),
      ...headers,
    }),
  })
const openStream = (mock: RunningMock, path: string): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(mock.port, '127.0.0.1', () => {
      socket.write(requestText(`POST ${path} HTTP/1.1`, {}, PROMPT))
    })
    let bytes = 0
    socket.on('error', () => undefined)
    socket.on('data', (part) => {
      bytes += part.length
      if (bytes > 600) resolve(socket)
    })
  })
/** How both sides took the departure of the client. */
async function departure({ front, provider }: Chain): Promise<object> {
  const [far] = await provider.truthOf(1)
  const [near] = await front.truthOf(1)
  return {
    outcomes: [near?.outcome, far?.outcome],
    cancelled: near?.upstream?.cancelledMs !== undefined,
    inOrder: (far?.clientGoneMs ?? 0) >= (near?.clientGoneMs ?? Infinity),
    // Turns of the event loop in which the provider still wrote; what a turn writes shares one stamp.
    wasted: new Set(far?.tokenMs.filter((at) => at > (near?.clientGoneMs ?? 0))).size > 2,
  }
}
const NOTICED = {
  outcomes: ['client_gone', 'client_gone'],
  cancelled: true,
  inOrder: true,
  wasted: false,
}
const queued = async (mock: RunningMock): Promise<number> => {
  const text = await (await fetch(`${mock.url}/metrics`)).text()
  return Number(/^mock_queued_bytes (\d+)$/m.exec(text)?.[1])
}
const dead = () => started(runMock({ upstream: targetOf('http://127.0.0.1:1/v1') }))

const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')
interface Said {
  readonly text: string
  readonly tokens: number
  /** The endpoint's own sign of a whole answer. */
  readonly complete: boolean
  readonly error?: Record<string, unknown> | undefined
}

/** What an HTTP answer of the chat application says. */
function saidBy(path: string, { head, body }: RawAnswer): Said {
  const { chunks, whole } = chunksOf(body)
  const ok = head.startsWith('HTTP/1.1 200')
  if (path.startsWith('/chat/chunked')) {
    return { text: ok ? utf8(chunks.join('')) : '', tokens: chunks.length, complete: ok && whole }
  }
  const datas = [...utf8(chunks.join('')).matchAll(/^data: (.*)\n\n/gm)].map(
    ([, data = '']) => data,
  )
  const events = datas.filter((data) => data !== '[DONE]').map((data) => JSON.parse(data))
  const texts = events
    .map((event) => event.token ?? event.content)
    .filter((one) => one !== undefined)
  const done = datas.at(-1) === '[DONE]' || events.at(-1)?.type === 'done'
  return {
    text: texts.join(''),
    tokens: texts.length,
    complete: ok && whole && done,
    error: events.find((event) => event.error !== undefined || event.recoverable === false),
  }
}

/** The same of messages. */
const saidIn = (messages: readonly Record<string, unknown>[]): Said => {
  const texts = messages.filter(({ type }) => type === 'token').map(({ content }) => content)
  return {
    text: texts.join(''),
    tokens: texts.length,
    complete: messages.at(-1)?.['type'] === 'done',
    error: messages.find(({ type }) => type === 'error'),
  }
}

const PATHS = ['/chat/stream', '/chat/chunked', '/chat/resilient', '/chat/backpressure'] as const
/** One answer of any endpoint, in the words of all. */
async function ask(mock: RunningMock, path: string, mock_: object = {}): Promise<Said> {
  if (!path.startsWith('/ws/')) return saidBy(path, await postTo(mock, path, mocked(mock_)))
  const client = await open(mock, path.slice('/ws/chat'.length))
  client.say({ ...MESSAGE, mock: mock_ })
  return saidIn(await client.until(ends))
}

const lastOf = async (mock: RunningMock, before: number): Promise<TruthLine | undefined> =>
  (await mock.truthOf(before + 1)).at(-1)

describe('the text of a provider', () => {
  it.each(
    [...PATHS, '/ws/chat'].flatMap((path) =>
      ['none', 'word', 'sentence', 'line'].map((mode) => [path, mode] as const),
    ),
  )('arrives whole by %s?buffer=%s', async (path, mode) => {
    const own = await ask(chain.provider, '/chat/stream')
    const relayed = await ask(chain.front, `${path}?buffer=${mode}`)
    expect(relayed.text).toBe(own.text)
    expect(relayed.complete).toBe(true)
    if (mode === 'none' && path !== '/chat/chunked') expect(relayed.tokens).toBe(own.tokens)
    if (mode === 'word') expect(relayed.tokens).toBeLessThan(own.tokens)
  })

  it('arrives whole in bytes that are split within characters', async () => {
    const fault = { type: 'split-writes', bytes: 3 }
    const own = await ask(chain.provider, '/chat/stream')
    const relayed = await ask(chain.front, '/chat/stream', { fault })
    expect(relayed).toMatchObject({ text: own.text, complete: true })
  })

  it('is without its reasoning', async () => {
    const thought = { tokens: 60, reasoningTokens: 20 }
    const before = chain.front.truth.length
    const relayed = await ask(chain.front, '/chat/stream', thought)
    const own = await ask(chain.provider, '/chat/stream')
    expect(relayed.tokens).toBe(40)
    expect(own.text.endsWith(relayed.text)).toBe(true)
    expect(await lastOf(chain.front, before)).toMatchObject({
      sent: 40,
      upstream: { reasoningEvents: 20, usage: { outputTokens: 60, reasoningTokens: 20 } },
    })
  })

  it('is joined in both logs by the name and the key of the client', async () => {
    const [before, after] = [chain.front.truth.length, chain.provider.truth.length]
    const answer = await post('/chat/stream', { 'x-request-id': 'r/1', ...mocked({ tokens: 7 }) })
    expect(answer.head).toContain('x-mock-key: k/1')
    const near = await lastOf(chain.front, before)
    const far = await lastOf(chain.provider, after)
    expect(far).toMatchObject({
      stream: 'r/1',
      key: 'k/1',
      path: '/v1/chat/completions',
      outcome: 'played',
      sent: 7,
    })
    expect(near).toMatchObject({
      stream: 'r/1',
      key: 'k/1',
      path: '/chat/stream',
      outcome: 'played',
      sent: 7,
      upstream: {
        attempts: 1,
        status: 200,
        instance: 'provider',
        terminated: true,
        finishReason: 'stop',
      },
    })
    expect(near?.dueMs).toEqual(near?.receivedMs)
    for (let i = 0; i < 7; i++) {
      expect(near?.receivedMs?.[i]).toBeGreaterThanOrEqual(far?.tokenMs[i] ?? Infinity)
      expect(near?.tokenMs[i]).toBeGreaterThanOrEqual(near?.dueMs[i] ?? Infinity)
    }
  })

  it('carries stamps and padding of the front where they are asked for', async () => {
    const before = chain.front.truth.length
    const { body } = await post('/chat/stream', mocked({ tokens: 3, stamp: true, padBytes: 50 }))
    const text = chunksOf(body).chunks.join('')
    const stamps = [...text.matchAll(/"mock":(\{.*?\})/g)].map(([, json = '']) => JSON.parse(json))
    const line = await lastOf(chain.front, before)
    expect(stamps).toEqual((line?.tokenMs ?? []).map((t, i) => ({ i, t })))
    expect(text.split(`:${'.'.repeat(50)}\n\n`)).toHaveLength(4)
    expect(line?.writtenBytes).toBe(text.length - 'data: [DONE]\n\n'.length)
  })

  it('is numbered for EventSource, which is told to stay away once it has seen a part', async () => {
    const { body } = await get()
    expect(
      [
        ...chunksOf(body)
          .chunks.join('')
          .matchAll(/^id: (\d+)$/gm),
      ].map(([, id]) => id),
    ).toEqual(['0', '1', '2', '3'])
    const again = await get({ 'last-event-id': '1' })
    expect(again.head).toContain('HTTP/1.1 204 No Content')
  })

  it('is counted by the metrics of the front', async () => {
    const { front } = await started(chainMocks({ tokens: 3 }))
    await ask(front, '/chat/stream')
    await ask(front, '/chat/stream', { fault: { type: 'cut', afterTokens: 1, how: 'reset' } })
    const text = await (await fetch(`${front.url}/metrics`)).text()
    expect(text).toContain('llm_stream_completions_total{status="success"} 1')
    expect(text).toContain('llm_stream_completions_total{status="error"} 1')
    expect(text).toContain('mock_streams_total{outcome="fault:upstream-reset"} 1')
    expect(text).toContain('llm_time_to_first_token_seconds_count 2')
    expect(text).toContain('llm_active_streams 0')
    expect(text).toContain('mock_token_lateness_seconds_count 4')
  })
})

describe('a fault of the provider', () => {
  const breaks = [
    ...['clean', 'reset', 'mid-event', 'mid-char', 'no-last-chunk'].map((how) => ({
      type: 'cut',
      afterTokens: 5,
      how,
    })),
    { type: 'error', afterTokens: 5, kind: 'overloaded' },
    { type: 'malformed', afterTokens: 5 },
    { type: 'bad-utf8', afterTokens: 5 },
  ]
  const rows = breaks.flatMap((fault) =>
    [...PATHS, '/ws/chat'].map((path) => [fault, path] as const),
  )

  it.each(rows)('%j does not become a whole answer of %s', async (fault, path) => {
    const before = chain.front.truth.length
    const own = await ask(chain.provider, '/chat/stream')
    const relayed = await ask(chain.front, path, { fault })
    expect(relayed.complete).toBe(false)
    expect(own.text.startsWith(relayed.text)).toBe(true)
    const tells = path === '/ws/chat' || path === '/chat/resilient'
    expect(relayed.error !== undefined).toBe(
      tells || (fault.type === 'error' && path !== '/chat/chunked'),
    )
    if (path === '/chat/resilient') expect(relayed.error).toMatchObject({ partial: relayed.text })
    const line = await lastOf(chain.front, before)
    expect(line?.outcome).toMatch(/^fault:upstream-(cut|reset|error|corrupt)$/)
    // A reset may overtake what is still to be read; nothing else does.
    if (!('how' in fault) || fault.how !== 'reset') expect(line?.sent).toBe(5)
  })

  it.each([...PATHS, '/ws/chat'])('no-terminator does not either, by %s', async (path) => {
    const before = chain.front.truth.length
    const own = await ask(chain.provider, '/chat/stream')
    const relayed = await ask(chain.front, path, { fault: { type: 'no-terminator' } })
    expect(relayed).toMatchObject({ text: own.text, complete: false })
    expect((await lastOf(chain.front, before))?.outcome).toBe('fault:upstream-unterminated')
  })

  it.each(['/chat/stream', '/chat/chunked', '/chat/backpressure'])(
    'by status is the status of %s, in its own shape and with Retry-After',
    async (path) => {
      for (const code of [401, 429, 503]) {
        const answer = await post(path, mocked({ fault: { type: 'status', code, retryAfterS: 7 } }))
        expect(answer.head).toContain(`HTTP/1.1 ${code} `)
        expect(answer.head).toMatch(/^retry-after: 7$/m)
        expect(JSON.parse(answer.body).error).toMatchObject({
          message: `Refused on request: ${code}.`,
        })
      }
    },
  )

  it('by status is an error event of /chat/resilient and an error message of /ws/chat', async () => {
    const fault = { type: 'status', code: 503, retryAfterS: 7 }
    expect((await ask(chain.front, '/chat/resilient', { fault })).error).toEqual({
      type: 'error',
      recoverable: false,
      message: 'API error: 503. Refused on request: 503.',
      code: 'status_503',
      partial: '',
    })
    expect((await ask(chain.front, '/ws/chat', { fault })).error).toEqual({
      type: 'error',
      message: 'Refused on request: 503.',
      code: 503,
      retryAfterS: 7,
    })
  })

  it('that compresses the answer, which was not asked for, is named', async () => {
    const answer = await post('/chat/stream', mocked({ fault: { type: 'gzip-unflushed' } }))
    expect(answer.head).toContain('HTTP/1.1 502 ')
    expect(JSON.parse(answer.body).error.message).toContain('encoded (gzip)')
  })

  it.each(PATHS)(
    'stall keeps the client of %s waiting, and both notice when it leaves',
    async (path) => {
      const [before, after] = [chain.front.truth.length, chain.provider.truth.length]
      const fault = { type: 'stall', afterTokens: 5, forMs: 600_000 }
      const own = await ask(chain.provider, '/chat/stream', { tokens: 5 })
      const far = after + 1
      const seen = (text: string): number =>
        path === '/chat/chunked'
          ? chunksOf(text.slice(text.indexOf('\r\n\r\n') + 4)).chunks.join('').length
          : text.split(/"(?:token|content)":/).length - 1
      const { body } = await exchange({
        port: chain.front.port,
        text: requestText(`POST ${path} HTTP/1.1`, { ...KEY, ...mocked({ fault }) }, PROMPT),
        until: (text) => seen(text) === (path === '/chat/chunked' ? own.text.length : 5),
      })
      expect(body).not.toMatch(/\[DONE\]|"done"|\r\n0\r\n/)
      expect(await lastOf(chain.front, before)).toMatchObject({ outcome: 'client_gone', sent: 5 })
      expect(await lastOf(chain.provider, far)).toMatchObject({ outcome: 'client_gone', sent: 5 })
    },
  )

  it('stall keeps the client of /ws/chat waiting, which may cancel', async () => {
    const before = chain.provider.truth.length
    const client = await open(chain.front)
    client.say({ ...MESSAGE, mock: { fault: { type: 'stall', afterTokens: 1, forMs: 600_000 } } })
    await client.until(({ type }) => type === 'token')
    client.say({ type: 'cancel' })
    expect(await client.until(ends)).toEqual([{ type: 'done', cancelled: true }])
    expect(await lastOf(chain.provider, before)).toMatchObject({ outcome: 'client_gone', sent: 1 })
  })

  it('is RST_STREAM to a client of HTTP/2, after what came', async () => {
    const own = await started(chainMocks({ tokens: 60 }, { tls: true }))
    const session = connectHttp2(own.front.url, { rejectUnauthorized: false })
    const stream = session.request({
      ':method': 'POST',
      ':path': '/chat/stream',
      ...mocked({ fault: { type: 'cut', afterTokens: 5, how: 'clean' } }),
    })
    stream.end(PROMPT)
    let body = ''
    stream.on('data', (part) => {
      body += String(part)
    })
    stream.on('error', () => undefined)
    await new Promise((resolve) => {
      stream.once('close', resolve)
    })
    expect(stream.rstCode).toBe(2)
    expect(body.split('"token"')).toHaveLength(6)
    session.destroy()
  })

  it('leaves the socket of /ws/chat open for the next message', async () => {
    const client = await open(chain.front)
    client.say({ ...MESSAGE, mock: { fault: { type: 'cut', afterTokens: 2, how: 'reset' } } })
    expect((await client.until(ends)).at(-1)).toMatchObject({
      type: 'error',
      code: 'upstream_reset',
    })
    client.say(MESSAGE)
    expect(saidIn(await client.until(ends)).complete).toBe(true)
  })

  it('429 is waited out by /chat/resilient until the provider answers', async () => {
    const { front, provider } = await started(chainMocks({ tokens: 3 }))
    const control = (faults: object[]) =>
      fetch(`${provider.url}/control`, { method: 'PATCH', body: JSON.stringify({ faults }) })
    await control([{ type: 'status', code: 429 }])
    let healed: Promise<unknown> | undefined
    const answer = await exchange({
      port: front.port,
      text: requestText(
        'POST /chat/resilient HTTP/1.1',
        { ...KEY, ...mocked({ retryScale: 0.05 }) },
        PROMPT,
      ),
      until(text) {
        if (text.includes('recoverable')) healed ??= control([])
        return text.includes('"done"') || text.includes('"recoverable":false')
      },
    })
    await healed
    expect(answer.body).toContain('Rate limited. Retry 1 in 0.1 s.')
    expect(answer.body).toContain('{"type":"done","total":3}')
    expect((await front.truthOf(1))[0]?.outcome).toMatch(/^fault:rate-limit(\+rate-limit)?$/)
  })

  it('429 three times is the end of /chat/resilient', async () => {
    const fault = { type: 'status', code: 429 }
    const before = chain.front.truth.length
    const { error } = await ask(chain.front, '/chat/resilient', { fault, retryScale: 0.001 })
    expect(error).toMatchObject({ message: 'Max retries exceeded', code: 'max_retries' })
    const line = await lastOf(chain.front, before)
    expect(line).toMatchObject({
      outcome: 'fault:rate-limit+rate-limit+rate-limit',
      upstream: { attempts: 3, status: 429 },
    })
  })
})

describe('a client that leaves', () => {
  const endless = { tokens: 1_000_000, gapMs: 5 }
  it.each(
    PATHS.flatMap((path) =>
      (
        [
          ['FIN', (socket: Socket) => socket.end()],
          ['RST', (socket: Socket) => socket.resetAndDestroy()],
        ] as const
      ).map(([way, leave]) => [path, way, leave] as const),
    ),
  )('%s by %s is gone for the provider too', async (path, _, leave) => {
    const own = await started(chainMocks(endless))
    leave(await openStream(own.front, path))
    expect(await departure(own)).toEqual(NOTICED)
  })

  it.each<readonly [string, (client: WsClient) => void]>([
    ['a close frame', ({ ws }) => ws.close()],
    ['FIN', (client) => client.socket().end()],
    ['RST', (client) => client.socket().resetAndDestroy()],
    ['a cancel', (client) => client.say({ type: 'cancel' })],
  ])('/ws/chat by %s is gone for the provider too', async (way, leave) => {
    const own = await started(chainMocks(endless))
    const client = await open(own.front)
    client.say(MESSAGE)
    await client.until(({ type }) => type === 'token')
    leave(client)
    expect(await departure(own)).toEqual(NOTICED)
    if (way === 'a cancel') {
      const messages = await client.until(ends)
      expect(messages.at(-1)).toEqual({ type: 'done', cancelled: true })
    }
  })

  it('by RST_STREAM of HTTP/2 is gone for the provider too', async () => {
    const own = await started(chainMocks(endless, { tls: true }))
    const session = connectHttp2(own.front.url, { rejectUnauthorized: false })
    const stream = session.request({ ':method': 'POST', ':path': '/chat/stream' })
    stream.end(PROMPT)
    await new Promise((resolve) => {
      stream.once('data', resolve)
    })
    stream.close(8)
    expect(await departure(own)).toEqual(NOTICED)
    session.destroy()
  })

  it('before the first token, and before the headers, is gone for the provider too', async () => {
    const load = { slots: 1, queue: 5 }
    const profile = {
      ttftMs: 60_000,
      prefillMs: 0,
      gapMs: 0,
      gapCv: 0,
      tokens: 5,
      faults: [],
      load,
    }
    const own = await started(chainMocks({ profile }))
    const first = connect(own.front.port, '127.0.0.1', () => {
      first.write(requestText('POST /chat/stream HTTP/1.1', { 'x-request-id': 'first' }, PROMPT))
    })
    await new Promise((resolve) => {
      first.once('data', resolve)
    })
    const second = connect(own.front.port, '127.0.0.1', () => {
      second.write(requestText('POST /chat/stream HTTP/1.1', { 'x-request-id': 'second' }, PROMPT))
    })
    const depth = async (): Promise<number> => {
      const text = await (await fetch(`${own.provider.url}/metrics`)).text()
      return Number(/^mock_queue_depth (\d+)$/m.exec(text)?.[1])
    }
    while ((await depth()) === 0) await Promise.resolve()
    second.destroy()
    expect((await own.provider.truthOf(1))[0]).toMatchObject({
      stream: 'second',
      outcome: 'client_gone',
      sent: 0,
    })
    expect((await own.front.truthOf(1))[0]).toMatchObject({
      stream: 'second',
      outcome: 'client_gone',
    })
    expect((await own.front.truthOf(1))[0]).not.toHaveProperty('headersMs')
    first.destroy()
    expect((await own.provider.truthOf(2))[1]).toMatchObject({
      stream: 'first',
      outcome: 'client_gone',
      sent: 0,
    })
  })

  it('while it waits for a slot of the front is no matter of the provider', async () => {
    const load = { slots: 1, queue: 5 }
    const profile = { ttftMs: 0, prefillMs: 0, gapMs: 0, gapCv: 0, tokens: 5, faults: [], load }
    const own = await started(chainMocks(endless, { profile }))
    const first = await openStream(own.front, '/chat/stream')
    const second = connect(own.front.port, '127.0.0.1', () => {
      second.write(requestText('POST /chat/stream HTTP/1.1', { 'x-request-id': 'second' }, PROMPT))
    })
    const depth = async (): Promise<number> => {
      const text = await (await fetch(`${own.front.url}/metrics`)).text()
      return Number(/^mock_queue_depth (\d+)$/m.exec(text)?.[1])
    }
    while ((await depth()) === 0) await Promise.resolve()
    second.destroy()
    const [line] = await own.front.truthOf(1)
    expect(line).toMatchObject({ stream: 'second', outcome: 'client_gone' })
    expect(line).not.toHaveProperty('upstream')
    first.destroy()
    await own.front.truthOf(2)
    expect(await own.provider.truthOf(1)).toHaveLength(1)
    expect(own.provider.truth).toHaveLength(1)
  })

  it('while a retry is waited for is not asked for again', async () => {
    const own = await started(chainMocks({ tokens: 3 }))
    const fault = { type: 'status', code: 429 }
    await exchange({
      port: own.front.port,
      text: requestText('POST /chat/resilient HTTP/1.1', mocked({ fault, retryScale: 1 }), PROMPT),
      until: (text) => text.includes('Retry 1'),
    })
    expect((await own.front.truthOf(1))[0]).toMatchObject({
      outcome: 'client_gone',
      upstream: { attempts: 1 },
    })
    expect(own.provider.truth).toHaveLength(1)
  })

  it('with the front that goes down is gone for the provider too', async () => {
    const own = await started(chainMocks(endless))
    const socket = await openStream(own.front, '/chat/stream')
    await own.front.stop()
    expect((await own.front.truthOf(1))[0]).toMatchObject({ outcome: 'shutdown' })
    expect((await own.provider.truthOf(1))[0]).toMatchObject({ outcome: 'client_gone' })
    socket.destroy()
  })
})

describe('a client that reads slowly', () => {
  const wide = mocked({ tokens: 1_000_000, gapMs: 0, padBytes: 100_000, putTimeoutMs: 40 })
  it('blocks the provider, through the front, which keeps little', async () => {
    const own = await started(chainMocks())
    const silent = await silentReader(
      own.front.port,
      requestText('POST /chat/stream HTTP/1.1', wide, PROMPT),
    )
    while ((await queued(own.provider)) < 16_384) await Promise.resolve()
    expect(await queued(own.front)).toBeLessThan(32_768 + 2 * 100_000)
    const other = await ask(own.front, '/chat/stream', { tokens: 500 })
    expect(other).toMatchObject({ complete: true, tokens: 500 })
    silent.destroy()
    const far = (await own.provider.truthOf(2)).find((line) => line.outcome === 'client_gone')
    const near = (await own.front.truthOf(2)).find((line) => line.outcome === 'client_gone')
    expect(far?.blockedMs).toBeGreaterThan(0)
    expect(near?.blockedMs).toBeGreaterThan(0)
    expect(far?.sent).toBeLessThan(1_000_000)
  })

  it('gets everything, in order, once it reads', async () => {
    const own = await started(chainMocks())
    const asked = mocked({ tokens: 300, gapMs: 0, padBytes: 100_000 })
    const text = requestText('POST /chat/stream HTTP/1.1', { ...KEY, ...asked }, PROMPT)
    const silent = await silentReader(own.front.port, text)
    while ((await queued(own.provider)) < 16_384) await Promise.resolve()
    const parts: Buffer[] = []
    await new Promise((resolve) => {
      silent.on('data', (part) => parts.push(part))
      silent.once('end', resolve)
      silent.resume()
    })
    const received = Buffer.concat(parts).toString('latin1')
    const said = saidBy('/chat/stream', {
      text: received,
      head: received,
      body: received.slice(received.indexOf('\r\n\r\n') + 4).replaceAll(/:\.*\n\n/g, (pad) => pad),
      ended: 'fin',
    })
    expect(said).toMatchObject({ complete: true, tokens: 300 })
    expect(said.text).toBe((await ask(own.provider, '/chat/stream', { tokens: 300 })).text)
  })

  it('of /chat/backpressure is given up after the put timeout, and the provider with it', async () => {
    const own = await started(chainMocks())
    const text = requestText('POST /chat/backpressure HTTP/1.1', wide, PROMPT)
    const silent = await silentReader(own.front.port, text)
    const [near] = await own.front.truthOf(1)
    const [far] = await own.provider.truthOf(1)
    silent.destroy()
    expect(near).toMatchObject({ path: '/chat/backpressure', outcome: 'slow_client' })
    expect(near?.blockedMs).toBeGreaterThanOrEqual(40)
    expect(near?.maxQueuedBytes).toBeGreaterThan(49 * 100_000)
    expect(near?.maxQueuedBytes).toBeLessThan(52 * 100_100)
    expect(far).toMatchObject({ outcome: 'client_gone' })
  })
})

describe('other paths of the front', () => {
  it('are not those of a provider, which has its own', async () => {
    const { port } = chain.front
    for (const path of [
      '/v1/chat/completions',
      '/v1/messages',
      '/api/chat',
      '/v1beta/models/m:generateContent',
    ]) {
      const text = requestText(`POST ${path} HTTP/1.1`, { connection: 'close' }, '{}')
      const { head, body } = await exchange({ port, text })
      expect(head).toContain('HTTP/1.1 404 ')
      expect(JSON.parse(body).error.message).toContain('known: /chat/stream, /chat/chunked')
    }
    await expect(wsClient(`ws://127.0.0.1:${port}/v1/realtime`)).rejects.toThrow('404')
  })

  it.each([...PATHS])('%s is refused as ever when the request is wrong', async (path) => {
    const before = chain.provider.truth.length
    const answer = await post(`${path}?buffer=words`)
    expect(answer.head).toContain('HTTP/1.1 400 ')
    expect((await post(path, { 'x-mock': '{"tokens":-1}' })).head).toContain('HTTP/1.1 400 ')
    expect(chain.provider.truth).toHaveLength(before)
  })
})

describe('a provider that is not there', () => {
  const WORDS =
    'The provider at http://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1.'

  it.each(['/chat/stream', '/chat/chunked', '/chat/backpressure'])('is 502 of %s', async (path) => {
    const mock = await dead()
    const answer = await postTo(mock, path)
    expect(answer.head).toContain('HTTP/1.1 502 Bad Gateway')
    expect(JSON.parse(answer.body).error).toMatchObject({ message: WORDS, type: 'server_error' })
    expect((await mock.truthOf(1))[0]).toMatchObject({
      outcome: 'fault:upstream-unreachable',
      sent: 0,
    })
  })

  it('is an error of /chat/resilient and of /ws/chat', async () => {
    const mock = await dead()
    expect((await ask(mock, '/chat/resilient')).error).toMatchObject({
      recoverable: false,
      message: `API error: 502. ${WORDS}`,
      code: 'status_502',
    })
    expect((await ask(mock, '/ws/chat')).error).toEqual({
      type: 'error',
      message: WORDS,
      code: 502,
    })
  })
})
