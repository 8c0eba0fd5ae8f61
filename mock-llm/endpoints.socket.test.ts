import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chunksOf, exchange, requestText } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'

let mock: RunningMock
beforeAll(async () => {
  mock = await runMock()
})
afterAll(() => mock.stop())

const KEY = { 'x-mock-key': 'k/1' }
const CLOSE = { connection: 'close' }
const PROMPT = '{"prompt":"hi"}'
const CHAT = { model: 'm', messages: [{ role: 'user', content: 'hello there' }] }

const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  exchange({
    port: mock.port,
    text: requestText(`POST ${path} HTTP/1.1`, { ...CLOSE, ...KEY, ...headers }, body),
  })
const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  exchange({ port: mock.port, text: requestText(`GET ${path} HTTP/1.1`, { ...CLOSE, ...headers }) })
const chat = (more: object, headers: Readonly<Record<string, string>> = {}) =>
  post('/v1/chat/completions', JSON.stringify({ ...CHAT, ...more }), headers)

const eventsOf = (body: string): readonly string[] =>
  chunksOf(body)
    .chunks.join('')
    .split('\n\n')
    .filter((block) => block !== '')
const jsonOf = (event: string): Record<string, unknown> => JSON.parse(event.replace(/^data: /, ''))
const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')

describe('POST /chat/stream', () => {
  it('sends one event a token, then the terminator, with the fixed headers', async () => {
    const answer = await post('/chat/stream', PROMPT, {
      'x-mock': '{"tokens":3,"gapMs":2}',
      'x-request-id': 'r/1',
    })
    expect(new Set(answer.head.split('\r\n').filter((row) => !row.startsWith('Date: ')))).toEqual(
      new Set([
        'HTTP/1.1 200 OK',
        'content-type: text/event-stream; charset=utf-8',
        'cache-control: no-cache',
        'x-accel-buffering: no',
        'x-mock-instance: mock',
        'x-mock-key: k/1',
        'x-mock-seed: 1',
        'x-request-id: r/1',
        'Connection: close',
        'Transfer-Encoding: chunked',
      ]),
    )
    const { chunks, whole } = chunksOf(answer.body)
    expect(whole).toBe(true)
    expect(chunks.join('')).toMatch(/^(data: \{"token":"[^"]+"\}\n\n){3}data: \[DONE\]\n\n$/)
  })

  it('keeps the connection for HTTP/1.1 clients', async () => {
    const answer = await exchange({
      port: mock.port,
      text: requestText('POST /chat/stream HTTP/1.1', KEY, PROMPT),
      until: (text) => text.endsWith('0\r\n\r\n'),
    })
    expect(answer.head).toContain('Connection: keep-alive')
  })

  it('serves EventSource by GET, with the same text and numbered events', async () => {
    const posted = eventsOf((await post('/chat/stream', PROMPT)).body)
    const got = eventsOf((await get('/chat/stream?prompt=hi', KEY)).body)
    expect(got).toEqual(posted.map((event, i) => `id: ${i}\n${event}`))
  })

  it('puts the padding into the same piece as the event, as a comment', async () => {
    const answer = await post('/chat/stream', PROMPT, { 'x-mock': '{"tokens":2,"padBytes":5}' })
    const { chunks } = chunksOf(answer.body)
    expect(chunks.map((chunk) => chunk.slice(0, 14))).toEqual([
      ':.....\n\ndata: ',
      ':.....\n\ndata: ',
      'data: [DONE]\n\n',
    ])
  })

  it('sends characters of several bytes whole, in chunks whose sizes count bytes', async () => {
    const answer = await post('/chat/stream', PROMPT, { 'x-mock': '{"tokens":2000}' })
    const { chunks, whole } = chunksOf(answer.body)
    expect(whole).toBe(true)
    const bytes = Buffer.from(chunks.join(''), 'latin1')
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    expect(text).toMatch(/[éïü→≈東😀]/u)
    const { choices } = JSON.parse(utf8((await chat({}, { 'x-mock': '{"tokens":2000}' })).body))
    const tokens = text
      .split('\n\n')
      .slice(0, 2_000)
      .map((event) => String(jsonOf(event)['token']))
    expect(tokens.join('')).toBe(choices[0].message.content)
  })

  it('takes the overrides from the query too', async () => {
    const mocked = encodeURIComponent('{"tokens":2,"seed":9}')
    const answer = await get(`/chat/stream?prompt=hi&mock=${mocked}`)
    expect(eventsOf(answer.body)).toHaveLength(3)
    expect(answer.head).toContain('x-mock-seed: 9')
  })

  it('books what was asked for: due instants are arrival plus plan to the microsecond', async () => {
    const own = await runMock({ ttftMs: 10, gapMs: 1.5, instance: 'b' })
    await exchange({
      port: own.port,
      text: requestText(
        'POST /chat/stream HTTP/1.1',
        { ...CLOSE, ...KEY, 'x-request-id': 'r/2', 'x-mock': '{"tokens":4}' },
        PROMPT,
      ),
    })
    const [line] = await own.truthOf(1)
    await own.stop()
    expect(line).toMatchObject({
      v: 1,
      stream: 'r/2',
      key: 'k/1',
      instance: 'b',
      path: '/chat/stream',
      dialect: 'plain',
      sent: 4,
      outcome: 'played',
      blockedMs: 0,
    })
    const arrivedUs = Math.round((line?.arrivedMs ?? 0) * 1_000)
    expect(line?.dueMs.map((due) => Math.round(due * 1_000) - arrivedUs)).toEqual([
      10_000, 11_500, 13_000, 14_500,
    ])
    expect(line?.tokenMs.every((at, i) => at >= (line.dueMs[i] ?? 0))).toBe(true)
    expect(line?.headersMs).toBeLessThanOrEqual(line?.tokenMs[0] ?? 0)
  })
})

describe('POST /v1/chat/completions', () => {
  it('streams role with the first token, deltas, finish, usage on request, terminator', async () => {
    const answer = await chat(
      { stream: true, stream_options: { include_usage: true } },
      { 'x-mock': '{"tokens":2,"gapMs":2}' },
    )
    const { chunks, whole } = chunksOf(answer.body)
    expect(whole).toBe(true)
    expect(chunks[0]?.split('\n\n').length).toBeGreaterThanOrEqual(3)
    const events = eventsOf(answer.body)
    expect(events.at(-1)).toBe('data: [DONE]')
    const jsons = events.slice(0, -1).map(jsonOf)
    const common = {
      id: expect.stringMatching(/^chatcmpl-\w{29}$/),
      object: 'chat.completion.chunk',
      created: expect.any(Number),
      model: 'm',
      service_tier: 'default',
      system_fingerprint: 'fp_streamgauge',
    }
    const choice = (delta: object, reason: string | null): object => ({
      ...common,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
      usage: null,
    })
    expect(jsons).toEqual([
      choice({ role: 'assistant', content: '', refusal: null }, null),
      choice({ content: expect.stringMatching(/./) }, null),
      choice({ content: expect.stringMatching(/./) }, null),
      choice({}, 'stop'),
      {
        ...common,
        choices: [],
        usage: expect.objectContaining({
          prompt_tokens: 3,
          completion_tokens: 2,
          total_tokens: 5,
        }),
      },
    ])
    expect(new Set(jsons.map((json) => json['id'])).size).toBe(1)
  })

  it('leaves usage out where it is not asked for', async () => {
    const answer = await chat({ stream: true })
    expect(answer.body).not.toContain('usage')
    expect(eventsOf(answer.body).at(-1)).toBe('data: [DONE]')
  })

  it('answers in one piece with the same text, after the full time of the plan', async () => {
    const streamed = eventsOf((await chat({ stream: true })).body)
      .slice(0, -1)
      .flatMap((event) => jsonOf(event)['choices'])
      .map((choice) =>
        String(Reflect.get(Object(Reflect.get(Object(choice), 'delta')), 'content') ?? ''),
      )
    const before = mock.truth.length
    const answer = await chat({ stream: false }, { 'x-mock': '{"ttftMs":30,"gapMs":1}' })
    const body = JSON.parse(utf8(answer.body))
    expect(answer.head).toContain('content-type: application/json')
    expect(body).toMatchObject({
      object: 'chat.completion',
      model: 'm',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: utf8(streamed.join('')) },
          finish_reason: 'stop',
        },
      ],
      usage: { completion_tokens: 8 },
    })
    const lines = await mock.truthOf(before + 1)
    const line = lines.at(-1)
    expect(line?.tokenMs).toHaveLength(8)
    expect(line?.tokenMs[0]).toBeGreaterThanOrEqual((line?.arrivedMs ?? 0) + 37)
  })

  it.each([
    { max_tokens: 3 },
    { max_completion_tokens: 3 },
    { max_tokens: 5, max_completion_tokens: 3 },
  ])('obeys %o: finish reason length, a prefix of the text', async (limit) => {
    const whole = eventsOf((await chat({ stream: true })).body)
    const limited = eventsOf((await chat({ stream: true, ...limit })).body)
    expect(limited.slice(0, 4)).toEqual(whole.slice(0, 4))
    expect(limited).toHaveLength(6)
    expect(limited[4]).toContain('"finish_reason":"length"')
  })

  it('has the same text as /chat/stream for one key, and one key of its own without', async () => {
    const plain = eventsOf((await post('/chat/stream', PROMPT)).body)
      .slice(0, -1)
      .map((event) => jsonOf(event)['token'])
    const openai = eventsOf((await chat({ stream: true })).body)
      .slice(1, -2)
      .map((event) => /"content":("(?:[^"\\]|\\.)*")/.exec(event)?.[1] ?? '')
      .map((text) => JSON.parse(text))
    expect(openai).toEqual(plain)
    const unkeyed = await exchange({
      port: mock.port,
      text: requestText('POST /v1/chat/completions HTTP/1.1', CLOSE, JSON.stringify(CHAT)),
    })
    expect(unkeyed.head).toMatch(/x-mock-key: [0-9a-f]{64}\r\n/)
  })
})

describe('the other paths', () => {
  it('list the model, and tell health and readiness', async () => {
    expect(JSON.parse((await get('/v1/models')).body)).toMatchObject({
      object: 'list',
      data: [{ id: 'mock', object: 'model' }],
    })
    expect((await get('/health')).head).toContain('200 OK')
    expect((await get('/ready')).head).toContain('200 OK')
  })

  it.each([
    ['GET', '/nowhere', '', 404, 'Unknown path /nowhere'],
    ['GET', '//', '', 404, 'Unknown path //'],
    ['GET', '/%', '', 404, 'Unknown path /%'],
    ['OPTIONS', '*', '', 404, 'Unknown path *'],
    ['GET', '/v1/chat/completions', '', 405, 'found method GET; allowed: POST'],
    ['DELETE', '/chat/stream', '', 405, 'allowed: POST, GET'],
    ['POST', '/chat/stream', '{', 400, 'body: found'],
    ['POST', '/chat/stream', '', 400, 'body: found'],
    ['POST', '/chat/stream', '{"prompt":7}', 400, 'prompt: found 7; allowed: a text'],
    ['GET', '/chat/stream', '', 400, 'prompt: found nothing'],
    ['GET', '/chat/stream?prompt=a&mock=%7B%22tokens%22%3Anull%7D', '', 400, 'tokens: found null'],
    ['POST', '/v1/chat/completions', '{"model":"m"}', 400, 'messages: found nothing'],
  ] as const)('%s %s with body %j is %i in the error shape', async (...row) => {
    const [method, path, body, status, part] = row
    const answer = await exchange({
      port: mock.port,
      text: requestText(`${method} ${path} HTTP/1.1`, CLOSE, body),
    })
    expect(answer.head).toContain(`HTTP/1.1 ${status} `)
    expect(answer.head).toContain('x-mock-instance: mock')
    const { error } = JSON.parse(answer.body)
    expect(error.message).toContain(part)
    expect(error).toMatchObject({
      type: 'invalid_request_error',
      param: status === 400 ? expect.any(String) : null,
    })
  })

  it('refuse a body above 10 MB, announced or not, without taking it in', async () => {
    const announced = await exchange({
      port: mock.port,
      text: requestText('POST /chat/stream HTTP/1.1', { 'content-length': '10485761' }),
    })
    expect(announced.head).toContain('HTTP/1.1 413 ')
    const part = `100000\r\n${'x'.repeat(0x10_0000)}\r\n`
    const unannounced = await exchange({
      port: mock.port,
      text: `POST /chat/stream HTTP/1.1\r\nhost: m\r\ntransfer-encoding: chunked\r\n\r\n${part.repeat(11)}`,
      until: (text) => text.includes('\r\n\r\n'),
    })
    expect(unannounced.head).toContain('HTTP/1.1 413 ')
  })

  it('refuse a head above 32 KB', async () => {
    const answer = await get('/health', { 'x-long': 'x'.repeat(33_000) })
    expect(answer.head).toContain('HTTP/1.1 431 ')
  })
})
