import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chunksOf, exchange, requestText, silentReader } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'

let mock: RunningMock
beforeAll(async () => {
  mock = await runMock({ tokens: 60, gapMs: 0 })
})
afterAll(() => mock.stop())

const KEY = { connection: 'close', 'x-mock-key': 'k/1' }
const PROMPT = '{"prompt":"hi"}'
type Headers = Readonly<Record<string, string>>

const post = (path: string, headers: Headers = {}) =>
  exchange({
    port: mock.port,
    text: requestText(`POST ${path} HTTP/1.1`, { ...KEY, ...headers }, PROMPT),
  })
const get = (path: string, headers: Headers = {}) =>
  exchange({ port: mock.port, text: requestText(`GET ${path} HTTP/1.1`, { ...KEY, ...headers }) })

const cutBy = (how: string): Headers => ({
  'x-mock': JSON.stringify({ fault: { type: 'cut', afterTokens: 2, how } }),
})

const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')
const blocksOf = (body: string): readonly string[] =>
  utf8(chunksOf(body).chunks.join(''))
    .split('\n\n')
    .filter((block) => block !== '')
const tokensOf = (body: string): readonly string[] =>
  blocksOf(body)
    .map((block) => block.slice(block.indexOf('data: ') + 6))
    .filter((data) => data !== '[DONE]')
    .map((data) => String(JSON.parse(data).token))
const idsOf = (body: string): readonly string[] =>
  blocksOf(body).map((block) => /^id: (\d+)\n/.exec(block)?.[1] ?? 'none')

describe('POST /chat/chunked', () => {
  it('sends the text of /chat/stream raw, a chunk a token, and its clean end is the end', async () => {
    const tokens = tokensOf((await post('/chat/stream')).body)
    const answer = await post('/chat/chunked', { 'x-mock': '{"ttftMs":2,"gapMs":1}' })
    expect(answer.head).toContain('content-type: text/plain; charset=utf-8')
    expect(answer.head).toContain('cache-control: no-cache')
    const { chunks, whole } = chunksOf(answer.body)
    expect(whole).toBe(true)
    expect(utf8(chunks.join(''))).toBe(tokens.join(''))
    const [line] = (await mock.truthOf(2)).slice(-1)
    expect(line).toMatchObject({ dialect: 'chunked', path: '/chat/chunked', sent: 60 })
  })

  it('has no padding, no place for an error and none for a stamp', async () => {
    const plain = chunksOf((await post('/chat/chunked')).body)
    const padded = chunksOf(
      (await post('/chat/chunked', { 'x-mock': '{"padBytes":100,"stamp":true}' })).body,
    )
    expect(padded.chunks.join('')).toBe(plain.chunks.join(''))
    const failed = await post('/chat/chunked', {
      'x-mock': '{"fault":{"type":"error","afterTokens":2,"kind":"overloaded"}}',
    })
    const { chunks, whole } = chunksOf(failed.body)
    expect(whole).toBe(false)
    expect(plain.chunks.join('').startsWith(chunks.join(''))).toBe(true)
  })

  it('cut mid-char ends within a character', async () => {
    const clean = chunksOf((await post('/chat/chunked', cutBy('clean'))).body)
    const cut = chunksOf((await post('/chat/chunked', cutBy('mid-char'))).body)
    const bytes = Buffer.from(cut.chunks.join(''), 'latin1')
    expect(cut.whole).toBe(true)
    expect(bytes.toString('latin1').startsWith(clean.chunks.join(''))).toBe(true)
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow(TypeError)
  })
})

const eventsOf = (body: string): readonly Record<string, unknown>[] =>
  blocksOf(body).map((block) => JSON.parse(block.replace(/^data: /, '')))
const ask = async (overrides: object) =>
  eventsOf(
    (await post('/chat/resilient', { 'x-mock': JSON.stringify({ tokens: 3, ...overrides }) })).body,
  )
const retry = (n: number, seconds: number): object => ({
  type: 'error',
  recoverable: true,
  message: `Rate limited. Retry ${n} in ${seconds} s.`,
  partial: '',
})
const token = { type: 'token', content: expect.any(String) }

describe('POST /chat/resilient', () => {
  it('streams tokens, then done with their total', async () => {
    const events = await ask({})
    expect(events).toEqual([token, token, token, { type: 'done', total: 3 }])
    const plain = tokensOf((await post('/chat/stream', { 'x-mock': '{"tokens":3}' })).body)
    expect(events.slice(0, 3).map((event) => event['content'])).toEqual(plain)
  })

  it('announces each rate limit, waits, and goes on', async () => {
    const events = await ask({ rateLimited: 2, retryScale: 0.002 })
    expect(events).toEqual([
      retry(1, 0.004),
      retry(2, 0.008),
      token,
      token,
      token,
      { type: 'done', total: 3 },
    ])
    const line = mock.truth.at(-1)
    expect(line).toMatchObject({
      dialect: 'resilient',
      sent: 3,
      outcome: 'fault:rate-limit+rate-limit',
    })
    expect((line?.dueMs[0] ?? 0) - (line?.arrivedMs ?? 0)).toBeCloseTo(12, 2)
  })

  it('gives up after three, and at any other API error at once', async () => {
    const fault = { type: 'status', code: 429 }
    expect(await ask({ fault, retryScale: 0.001 })).toEqual([
      retry(1, 0.002),
      retry(2, 0.004),
      {
        type: 'error',
        recoverable: false,
        message: 'Max retries exceeded',
        code: 'max_retries',
        partial: '',
      },
    ])
    expect(await ask({ fault: { ...fault, code: 500 } })).toEqual([
      {
        type: 'error',
        recoverable: false,
        message: 'API error: 500',
        code: 'status_500',
        partial: '',
      },
    ])
  })

  it('keeps the partial text when the stream fails', async () => {
    const events = await ask({ fault: { type: 'error', afterTokens: 2, kind: 'server_error' } })
    const said = events.slice(0, 2).map((event) => event['content'])
    expect(events[2]).toEqual({
      type: 'error',
      recoverable: false,
      message: 'The server had an error while processing your request.',
      code: 'server_error',
      partial: said.join(''),
    })
  })

  it('says the same buffered', async () => {
    const answer = await post('/chat/resilient?buffer=word')
    const said = eventsOf(answer.body).map(({ content }) =>
      typeof content === 'string' ? content : '',
    )
    expect(said.join('')).toBe(tokensOf((await post('/chat/stream')).body).join(''))
  })
})

describe('POST /chat/backpressure', () => {
  it('is /chat/stream for a client that reads', async () => {
    const own = blocksOf((await post('/chat/backpressure')).body)
    expect(own).toEqual(blocksOf((await post('/chat/stream')).body))
  })

  it('gives up on a client that leaves its queue of 50 full for the put timeout', async () => {
    const own = await runMock({ gapMs: 0 })
    const asked = { 'x-mock': '{"tokens":1000000,"padBytes":10000,"putTimeoutMs":400}' }
    const socket = await silentReader(
      own.port,
      requestText('POST /chat/backpressure HTTP/1.1', asked, PROMPT),
    )
    const metrics = async (): Promise<string> => (await fetch(`${own.url}/metrics`)).text()
    while (!(await metrics()).includes('mock_backpressure_queue_tokens 50\n'))
      await Promise.resolve()
    const [line] = await own.truthOf(1)
    expect(await metrics()).toContain('mock_backpressure_aborts_total 1\n')
    expect(await metrics()).toContain('mock_backpressure_queue_tokens 0\n')
    socket.destroy()
    await own.stop()
    expect(line).toMatchObject({ path: '/chat/backpressure', outcome: 'slow_client' })
    expect(line?.blockedMs).toBeGreaterThanOrEqual(400)
    // 50 events of ten kilobytes, and the one that the kernel took in part.
    expect(line?.maxQueuedBytes).toBeGreaterThan(49 * 10_000)
    expect(line?.maxQueuedBytes).toBeLessThan(52 * 10_100)
  })
})

describe('?buffer=', () => {
  it.each([
    ['word', /\s$/],
    ['sentence', /[.!?]\s*$/],
    ['line', /\n$/],
  ])('%s sends fewer, whole pieces of the same text on each endpoint', async (mode, ends) => {
    const whole = tokensOf((await post('/chat/stream')).body)
    const pieces = tokensOf((await post(`/chat/stream?buffer=${mode}`)).body)
    expect(pieces.join('')).toBe(whole.join(''))
    expect(pieces.length).toBeLessThan(whole.length)
    expect(pieces.slice(0, -1).every((piece) => ends.test(piece))).toBe(true)
    const raw = chunksOf((await post(`/chat/chunked?buffer=${mode}`)).body)
    expect(utf8(raw.chunks.join(''))).toBe(whole.join(''))
  })

  it('none is the same as nothing, another name is refused', async () => {
    const none = await post('/chat/stream?buffer=none')
    expect(blocksOf(none.body)).toEqual(blocksOf((await post('/chat/stream')).body))
    const bad = await post('/chat/chunked?buffer=words')
    expect(bad.head).toContain('400 Bad Request')
    expect(bad.body).toContain('buffer: found \\"words\\"; allowed: none, word, sentence, line')
  })
})

describe('GET /chat/stream', () => {
  const PATH = '/chat/stream?prompt=hi'

  it('numbers its events, [DONE] too', async () => {
    const answer = await get(PATH)
    expect(idsOf(answer.body)).toEqual(Array.from({ length: 61 }, (_, i) => String(i)))
    expect(blocksOf(answer.body).at(-1)).toBe('id: 60\ndata: [DONE]')
  })

  it.each(['none', 'word', 'sentence'])(
    'goes on after any event without gap or duplicate, buffered by %s',
    async (mode) => {
      const path = `${PATH}&buffer=${mode}`
      const whole = blocksOf((await get(path)).body)
      for (const last of [0, 1, Math.floor(whole.length / 2), whole.length - 2]) {
        const rest = await get(path, { 'last-event-id': String(last) })
        expect(blocksOf(rest.body)).toEqual(whole.slice(last + 1))
      }
      const byQuery = await get(`${path}&lastEventId=0`)
      expect(blocksOf(byQuery.body)).toEqual(whole.slice(1))
      const after = await get(path, { 'last-event-id': String(whole.length - 1) })
      expect(after.head).toContain('HTTP/1.1 204 No Content')
      expect(after.body).toBe('')
    },
  )

  it('brings the whole text over connections that each break, as EventSource would ask', async () => {
    const clean = tokensOf((await get(PATH)).body)
    const cut = { 'x-mock': '{"fault":{"type":"cut","afterTokens":25,"how":"reset"}}' }
    const seen: string[] = []
    let last: string | undefined
    for (let attempt = 0; attempt < 5; attempt++) {
      const answer = await get(PATH, last === undefined ? cut : { ...cut, 'last-event-id': last })
      if (answer.head.includes('204')) break
      seen.push(...tokensOf(answer.body))
      last = idsOf(answer.body).at(-1)
    }
    expect(seen).toEqual(clean)
    expect(last).toBe('60')
  })

  it('keeps the ids of the answer when a fault drops a token', async () => {
    const answer = await get(PATH, { 'x-mock': '{"fault":{"type":"drop","afterTokens":3}}' })
    expect(idsOf(answer.body)).toEqual(
      Array.from({ length: 61 }, (_, i) => String(i)).filter((id) => id !== '3'),
    )
  })

  it.each(['61', '-1', 'abc', '1e3'])('refuses the id %s, which no event has', async (id) => {
    const answer = await get(PATH, { 'last-event-id': id })
    expect(answer.head).toContain('HTTP/1.1 400 Bad Request')
    expect(JSON.parse(answer.body).error.message).toContain('Last-Event-ID: found')
  })

  it('with an empty id begins at the beginning', async () => {
    const answer = await get(`${PATH}&lastEventId=`)
    expect(idsOf(answer.body)[0]).toBe('0')
  })
})
