import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chunksOf, exchange, requestText } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'

let mock: RunningMock
beforeAll(async () => {
  mock = await runMock({ tokens: 2, gapMs: 1 })
})
afterAll(() => mock.stop())

const USER = { role: 'user', content: 'hi' }
const GEMINI = { contents: [{ parts: [{ text: 'hi' }] }] }
const LINES = (...events: readonly string[]): string => events.map((one) => `${one}\n\n`).join('')

async function ask(path: string, body: object | string, overrides: object = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = {
    connection: 'close',
    'x-mock-key': 'k/1',
    'x-mock': JSON.stringify(overrides),
  }
  return exchange({ port: mock.port, text: requestText(`POST ${path} HTTP/1.1`, headers, text) })
}
/** The streamed body, each id replaced. */
async function streamed(path: string, body: object, overrides: object = {}): Promise<string> {
  const { chunks, whole } = chunksOf((await ask(path, body, overrides)).body)
  expect(whole).toBe(true)
  return chunks.join('').replaceAll(/[A-Za-z0-9]{22,}/g, 'ID')
}

const part = (parts: string, reason: string, usage: string): string =>
  `{"candidates":[{"content":{"parts":[${parts}],"role":"model"}${reason},"index":0}],"usageMetadata":{"promptTokenCount":1,${usage}},"modelVersion":"g","responseId":"ID"}`

const END =
  '"done":true,"done_reason":"stop",CONTEXT"total_duration":4000000,"load_duration":1000000,"prompt_eval_count":1,"prompt_eval_duration":1000000,"eval_count":2,"eval_duration":2000000}\n'
const HEAD = '{"model":"m","created_at":"2025-01-01T00:00:00Z",'

const ollamaLine = (more: string): string => `${HEAD}"message":{"role":"assistant",${more}},`

const completion = (text: string, reason: string): string =>
  `data: {"id":"cmpl-ID","object":"text_completion","created":1735689600,"model":"m","choices":[{"index":0,"text":"${text}","logprobs":null,"finish_reason":${reason}}]}`
const typed = (name: string, fields = ''): string =>
  `event: ${name}\ndata: {"type":"${name}"${fields}}`
const textDelta = (sequence: number, text: string): string =>
  `event: response.output_text.delta\ndata: {"type":"response.output_text.delta","sequence_number":${sequence},"item_id":"msg_ID","output_index":0,"content_index":0,"delta":"${text}","logprobs":[]}`

describe('the bytes of', () => {
  it('/v1/completions', async () => {
    expect(await streamed('/v1/completions', { model: 'm', prompt: 'hi', stream: true })).toBe(
      LINES(
        completion('Surface', 'null'),
        completion(' been', 'null'),
        completion('', '"stop"'),
        'data: [DONE]',
      ),
    )
  })

  it('/v1/chat/completions with a tool call', async () => {
    const parameters = { properties: { a: { const: 'xyz' } } }
    const body = await streamed('/v1/chat/completions', {
      model: 'm',
      messages: [USER],
      stream: true,
      tools: [{ type: 'function', function: { name: 't', parameters } }],
      tool_choice: 'required',
    })
    const deltas = [...body.matchAll(/"delta":(.*),"logprobs":null,"finish_reason":(.*)\}\]\}/g)]
    expect(deltas.map(([, delta, reason]) => `${delta} ${reason}`)).toEqual([
      '{"role":"assistant","content":null,"refusal":null} null',
      '{"tool_calls":[{"index":0,"id":"call_ID","type":"function","function":{"name":"t","arguments":""}}]} null',
      String.raw`{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}]} null`,
      String.raw`{"tool_calls":[{"index":0,"function":{"arguments":":\"xy"}}]} null`,
      String.raw`{"tool_calls":[{"index":0,"function":{"arguments":"z\"}"}}]} null`,
      '{} "tool_calls"',
    ])
  })

  it('/v1/messages', async () => {
    const body = { model: 'm', max_tokens: 9, messages: [USER], stream: true }
    expect(await streamed('/v1/messages', body, { reasoningTokens: 1 })).toBe(
      LINES(
        typed(
          'message_start',
          ',"message":{"id":"msg_ID","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1,"service_tier":"standard"}}',
        ),
        typed(
          'content_block_start',
          ',"index":0,"content_block":{"type":"thinking","thinking":"","signature":""}',
        ),
        typed('ping'),
        typed(
          'content_block_delta',
          ',"index":0,"delta":{"type":"thinking_delta","thinking":"Surface"}',
        ),
        typed(
          'content_block_delta',
          ',"index":0,"delta":{"type":"signature_delta","signature":"c3RyZWFtZ2F1Z2U="}',
        ),
        typed('content_block_stop', ',"index":0'),
        typed('content_block_start', ',"index":1,"content_block":{"type":"text","text":""}'),
        typed('content_block_delta', ',"index":1,"delta":{"type":"text_delta","text":" been"}'),
        typed('content_block_stop', ',"index":1'),
        typed(
          'message_delta',
          ',"delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}',
        ),
        typed('message_stop'),
      ),
    )
  })

  it('/v1/responses: its deltas, numbered, between the item and its end', async () => {
    const body = await streamed('/v1/responses', { model: 'm', input: 'hi', stream: true })
    const events = body.split('\n\n')
    expect(events[2]).toBe(
      'event: response.output_item.added\ndata: {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_ID","type":"message","status":"in_progress","role":"assistant","content":[]}}',
    )
    expect(events.slice(4, 6)).toEqual([textDelta(4, 'Surface'), textDelta(5, ' been')])
    expect(events[6]).toBe(
      'event: response.output_text.done\ndata: {"type":"response.output_text.done","sequence_number":6,"item_id":"msg_ID","output_index":0,"content_index":0,"text":"Surface been","logprobs":[]}',
    )
    expect(events.at(-2)).toContain('event: response.completed\ndata: {"type":"response.completed"')
    expect(body).not.toContain('[DONE]')
  })

  it(':streamGenerateContent, as SSE and as a JSON array', async () => {
    const path = '/v1beta/models/g:streamGenerateContent'
    const parts = [
      part('{"text":"Surface","thought":true}', '', '"totalTokenCount":1'),
      part('{"text":" been"}', '', '"totalTokenCount":1'),
      part(
        '{"text":""}',
        ',"finishReason":"STOP"',
        '"candidatesTokenCount":1,"totalTokenCount":3,"thoughtsTokenCount":1',
      ),
    ]
    const thinking = { reasoningTokens: 1 }
    expect(await streamed(`${path}?alt=sse`, GEMINI, thinking)).toBe(
      LINES(...parts.map((one) => `data: ${one}`)),
    )
    expect(await streamed(path, GEMINI, thinking)).toBe(`[${parts.join(',\n')}]\n`)
  })

  it('/api/chat, padded', async () => {
    const body = { model: 'm', messages: [USER] }
    const answer = await ask('/api/chat', body, { reasoningTokens: 1, padBytes: 3 })
    expect(answer.head).toContain('content-type: application/x-ndjson\r\n')
    expect(chunksOf(answer.body).chunks.join('')).toBe(
      `   ${ollamaLine('"content":"","thinking":"Surface"')}"done":false}\n` +
        `   ${ollamaLine('"content":" been"')}"done":false}\n` +
        ollamaLine('"content":""') +
        END.replace('CONTEXT', ''),
    )
  })

  it('/api/generate', async () => {
    expect(await streamed('/api/generate', { model: 'm', prompt: 'hi' })).toBe(
      `${HEAD}"response":"Surface","done":false}\n` +
        `${HEAD}"response":" been","done":false}\n` +
        `${HEAD}"response":"",${END.replace('CONTEXT', '"context":[],')}`,
    )
  })
})

const keyOf = async (where: string, asked: object): Promise<string | undefined> => {
  const text = JSON.stringify(asked)
  const { head } = await exchange({
    port: mock.port,
    text: requestText(`POST ${where} HTTP/1.1`, { connection: 'close' }, text),
  })
  return /x-mock-key: (\w{64})\r\n/.exec(head)?.[1]
}

const MESSAGES = { model: 'm', max_tokens: 9, messages: [USER] }
const BODIES: readonly (readonly [string, object])[] = [
  ['/v1/completions', { model: 'm', prompt: 'hi' }],
  ['/v1/chat/completions', { model: 'm', messages: [USER] }],
  ['/v1/responses', { model: 'm', input: 'hi' }],
  ['/v1/messages', MESSAGES],
  ['/v1beta/models/g:generateContent', GEMINI],
  ['/api/chat', { model: 'm', messages: [USER], stream: false }],
  ['/api/generate', { model: 'm', prompt: 'hi', stream: false }],
]

describe.each(BODIES)('%s in one piece', (path, body) => {
  it('waits for the whole time of the plan', async () => {
    const before = mock.truth.length
    const answer = await ask(path, body, { ttftMs: 20, gapMs: 10 })
    expect(answer.head).toContain('200 OK')
    expect(JSON.parse(answer.body)).toBeInstanceOf(Object)
    const booked = (await mock.truthOf(before + 1)).at(-1)
    expect(booked).toMatchObject({ path, sent: 2, outcome: 'played' })
    expect(booked?.tokenMs[0]).toBeGreaterThanOrEqual((booked?.arrivedMs ?? 0) + 30)
  })

  it('has one key of its own, whatever the limit and the way of delivery', async () => {
    const key = await keyOf(path, body)
    expect(key).toBeDefined()
    const limited = {
      ...body,
      stream: path.startsWith('/v1beta') ? undefined : true,
      ...(path.startsWith('/api') && { options: { num_predict: 1 } }),
      ...(path.startsWith('/v1beta') && { generationConfig: { maxOutputTokens: 1 } }),
      ...(path === '/v1/responses' && { max_output_tokens: 1 }),
      ...(/^\/v1\/(completions|chat|messages)/.test(path) && { max_tokens: 1 }),
    }
    const stream = path.replace(':generateContent', ':streamGenerateContent')
    expect(await keyOf(stream, limited)).toBe(key)
  })
})

/** The part that names what is wrong, where the dialect's error has it. */
const SHAPES: Readonly<Record<string, (message: unknown) => object>> = {
  openai: (message) => ({
    error: { message, type: 'invalid_request_error', param: expect.any(String), code: null },
  }),
  anthropic: (message) => ({
    type: 'error',
    error: { type: 'invalid_request_error', message },
    request_id: expect.stringMatching(/^req_/),
  }),
  gemini: (message) => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }),
  ollama: (error) => ({ error }),
}

it.each<readonly [string, string, object | string, string]>([
  ['openai', '/v1/completions', { prompt: 'x' }, 'model: found nothing'],
  ['openai', '/v1/completions', { model: 'm' }, 'prompt: found nothing; allowed: a text'],
  ['openai', '/v1/completions', { model: 'm', prompt: ['a', 'b'] }, 'a list of one text'],
  ['openai', '/v1/completions', { model: 'm', prompt: 'x', n: 2 }, 'n: found 2; allowed: 1'],
  ['openai', '/v1/completions', { model: 'm', prompt: 'x', max_tokens: 0 }, 'a whole number from'],
  ['openai', '/v1/chat/completions', { model: 'm', messages: [USER], n: 3 }, 'n: found 3'],
  ['openai', '/v1/chat/completions', { model: 'm', messages: [USER], tools: 1 }, 'list of tools'],
  [
    'openai',
    '/v1/chat/completions',
    { model: 'm', messages: [USER], tool_choice: 'always' },
    'tool_choice: found "always"; allowed: none, auto, required',
  ],
  ['openai', '/v1/responses', { model: 'm' }, 'input: found nothing; allowed: a text or a list'],
  ['openai', '/v1/responses', { model: 'm', input: 'x', max_output_tokens: 1.5 }, 'found 1.5'],
  ['openai', '/v1/responses', { model: 'm', input: 'x', background: true }, 'background: found'],
  [
    'anthropic',
    '/v1/messages',
    { ...MESSAGES, max_tokens: undefined },
    'max_tokens: found nothing',
  ],
  ['anthropic', '/v1/messages', { ...MESSAGES, messages: [] }, 'at least one message'],
  [
    'anthropic',
    '/v1/messages',
    { ...MESSAGES, messages: [{ role: 'system', content: 'x' }] },
    'messages[0].role: found "system"; allowed: user, assistant',
  ],
  ['anthropic', '/v1/messages', { ...MESSAGES, tool_choice: { type: 'x' } }, 'auto, any, tool'],
  ['anthropic', '/v1/messages', '{', 'body: found "{"; allowed: a JSON object'],
  ['gemini', '/v1beta/models/g:generateContent', {}, 'contents: found nothing'],
  [
    'gemini',
    '/v1/models/g:streamGenerateContent?alt=sse',
    { ...GEMINI, generationConfig: { candidateCount: 2 } },
    'generationConfig.candidateCount: found 2; allowed: 1',
  ],
  [
    'gemini',
    '/v1beta/models/g:generateContent',
    { ...GEMINI, generationConfig: { maxOutputTokens: 'x' } },
    'generationConfig.maxOutputTokens: found "x"',
  ],
  ['ollama', '/api/chat', { messages: [] }, 'model: found nothing; allowed: a text'],
  ['ollama', '/api/chat', { model: 'm', messages: [{ role: 'x', content: '' }] }, 'system, user'],
  ['ollama', '/api/generate', { model: 'm', prompt: 7 }, 'prompt: found 7; allowed: a text'],
  ['ollama', '/api/generate', { model: 'm', options: { num_predict: -3 } }, 'number from -2'],
])('%s %s refuses %j', async (shape, path, body, words) => {
  const answer = await ask(path, body)
  expect(answer.head).toContain('HTTP/1.1 400 ')
  expect(JSON.parse(answer.body)).toEqual(SHAPES[shape]?.(expect.stringContaining(words)))
})

it('a body too large is refused in the dialect of its path', async () => {
  const answer = await exchange({
    port: mock.port,
    text: requestText('POST /v1/messages HTTP/1.1', { 'content-length': '10485761' }),
  })
  expect(answer.head).toContain('HTTP/1.1 413 ')
  expect(JSON.parse(answer.body)).toMatchObject({ error: { type: 'request_too_large' } })
})

const STREAMS: readonly (readonly [string, object, terminator: RegExp])[] = [
  ['/v1/completions', { model: 'm', prompt: 'hi', stream: true }, /\[DONE\]/],
  ['/v1/responses', { model: 'm', input: 'hi', stream: true }, /response\.completed/],
  ['/v1/messages', { ...MESSAGES, stream: true }, /message_stop/],
  ['/v1beta/models/g:streamGenerateContent', GEMINI, /\]\n$/],
  ['/api/chat', { model: 'm', messages: [USER] }, /"done":true/],
  ['/api/generate', { model: 'm', prompt: 'hi' }, /"done":true/],
]

describe.each(STREAMS)('a fault on %s', (path, body, terminator) => {
  it('no-terminator leaves out the terminator and nothing before it', async () => {
    const clean = await streamed(path, body)
    const faulty = await streamed(path, body, { fault: { type: 'no-terminator' } })
    expect(clean).toMatch(terminator)
    expect(faulty).not.toMatch(terminator)
    expect(clean.startsWith(faulty)).toBe(true)
    expect(faulty).toContain(' been')
  })

  it.each(['mid-event', 'mid-char'])('cut %s ends within the event of a token', async (how) => {
    const clean = await streamed(path, body)
    const cut = await streamed(path, body, { fault: { type: 'cut', afterTokens: 1, how } })
    const whole = how === 'mid-char' ? cut.slice(0, -1) : cut
    expect(whole).toMatch(/:" been$/)
    expect(clean.startsWith(whole)).toBe(true)
    if (how === 'mid-char') expect(cut.at(-1)).toBe('\u00c3')
  })

  it('an error is in the shape of the dialect, the last of the stream', async () => {
    const fault = { type: 'error', afterTokens: 1, kind: 'server_error' }
    const faulty = await streamed(path, body, { fault })
    expect(faulty).toContain('The server had an error while processing your request.')
    expect(faulty).not.toContain(' been')
    expect(faulty.trimEnd().split('\n').at(-1)).toContain('error')
  })

  it('malformed and bad-utf8 damage the event of one token', async () => {
    for (const type of ['malformed', 'bad-utf8']) {
      const faulty = await streamed(path, body, { fault: { type, afterTokens: 1 } })
      if (type === 'malformed') expect(faulty).toContain(' been""')
      else expect(faulty).toContain(' been\u00ff"')
    }
  })
})
