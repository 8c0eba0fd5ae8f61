import { Ajv } from 'ajv'
import OpenAI, { APIError, AuthenticationError, InternalServerError, RateLimitError } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runMock, type RunningMock } from '../testing/running-mock.ts'
import { API_KEY, mocked, MODEL, plainText, PROMPT, sdkMock, WEATHER } from './asked.ts'

let mock: RunningMock
let client: OpenAI
let text: string
beforeAll(async () => {
  mock = await sdkMock()
  client = new OpenAI({ baseURL: `${mock.url}/v1`, apiKey: API_KEY, maxRetries: 0 })
  text = await plainText(mock)
})
afterAll(() => mock.stop())

const CHAT = { model: MODEL, messages: [{ role: 'user' as const, content: PROMPT }] }
const TOOL = {
  type: 'function' as const,
  function: { name: 'weather', parameters: WEATHER },
}
const validWeather = new Ajv().compile(WEATHER)
const using = (overrides: object = {}) => ({ headers: mocked(overrides) })
const read = async (stream: Promise<AsyncIterable<unknown>>): Promise<void> => {
  for await (const event of await stream) expect(event).toBeDefined()
}
const withFault = (fault: object) => using({ fault })

describe('openai chat completions', () => {
  it('has the same text streamed, by the helper, and in one piece', async () => {
    const whole = await client.chat.completions.create(CHAT, using())
    expect(whole.choices[0]?.message.content).toBe(text)
    const chunks: OpenAI.ChatCompletionChunk[] = []
    const stream = await client.chat.completions.create(
      { ...CHAT, stream: true, stream_options: { include_usage: true } },
      using(),
    )
    for await (const chunk of stream) chunks.push(chunk)
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(text)
    expect(chunks.at(-1)?.usage).toEqual(whole.usage)
    expect(whole.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 24, total_tokens: 27 })
    const helper = client.chat.completions.stream(CHAT, using())
    const final = await helper.finalChatCompletion()
    expect(final.choices[0]?.message.content).toBe(text)
    expect(final.choices[0]?.finish_reason).toBe('stop')
    expect(final.id).toBe(whole.id)
  })

  it('ends with length at the limit, in a prefix of the text', async () => {
    const whole = await client.chat.completions.create(
      { ...CHAT, max_completion_tokens: 5 },
      using(),
    )
    const { message, finish_reason: reason } = whole.choices[0] ?? {}
    expect(reason).toBe('length')
    expect(text.startsWith(message?.content ?? 'none')).toBe(true)
    expect(whole.usage?.completion_tokens).toBe(5)
  })

  it('thinks before it answers', async () => {
    const stream = await client.chat.completions.create(
      { ...CHAT, stream: true, stream_options: { include_usage: true } },
      using({ reasoningTokens: 10 }),
    )
    const said = { reasoning_content: '', content: '' }
    let usage: OpenAI.CompletionUsage | null | undefined
    for await (const { choices, usage: counted } of stream) {
      for (const name of ['reasoning_content', 'content'] as const) {
        said[name] += String(Reflect.get(choices[0]?.delta ?? {}, name) ?? '')
      }
      usage = counted
    }
    expect(said.reasoning_content + said.content).toBe(text)
    expect(said.reasoning_content).not.toBe('')
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(10)
    const whole = await client.chat.completions.create(CHAT, using({ reasoningTokens: 10 }))
    expect(whole.choices[0]?.message).toMatchObject(said)
    expect(whole.usage).toEqual(usage)
  })

  it.each([['required' as const], [{ type: 'function' as const, function: { name: 'weather' } }]])(
    'calls the tool with arguments that its schema allows: %j',
    async (choice) => {
      const asked = { ...CHAT, tools: [TOOL], tool_choice: choice }
      const whole = await client.chat.completions.create(asked, using())
      const { message, finish_reason: reason } = whole.choices[0] ?? {}
      expect(reason).toBe('tool_calls')
      expect(message?.content).toBeNull()
      const helper = client.chat.completions.stream(asked, using())
      const fragments: string[] = []
      helper.on('tool_calls.function.arguments.delta', (event) =>
        fragments.push(...[event.arguments_delta].filter((one) => one !== '')),
      )
      const final = await helper.finalChatCompletion()
      const call = final.choices[0]?.message.tool_calls?.[0]
      expect(call).toMatchObject({
        id: message?.tool_calls?.[0]?.id,
        function: { name: 'weather' },
      })
      const given = call !== undefined && 'function' in call ? call.function.arguments : 'no call'
      expect(fragments.length).toBeGreaterThan(3)
      expect(fragments.join('')).toBe(given)
      expect(message?.tool_calls?.[0]).toMatchObject({ function: { arguments: given } })
      expect(validWeather(JSON.parse(given))).toBe(true)
      expect(whole.usage?.completion_tokens).toBe(fragments.length)
    },
  )

  it('tells about models', async () => {
    const { data } = await client.models.list()
    expect(data.map((model) => model.id)).toEqual(['mock'])
    expect(await client.models.retrieve('mock')).toMatchObject({ id: 'mock', object: 'model' })
    await expect(client.models.retrieve('none')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
  })
})

describe('openai completions', () => {
  it('has the same text, streamed and in one piece', async () => {
    const asked = { model: MODEL, prompt: PROMPT }
    const whole = await client.completions.create(asked, using())
    expect(whole.choices[0]).toMatchObject({ text, finish_reason: 'stop' })
    const stream = await client.completions.create(
      { ...asked, stream: true, stream_options: { include_usage: true } },
      using(),
    )
    let streamed = ''
    let usage: OpenAI.CompletionUsage | undefined | null
    for await (const chunk of stream) {
      streamed += chunk.choices[0]?.text ?? ''
      usage = chunk.usage
    }
    expect(streamed).toBe(text)
    expect(usage).toEqual(whole.usage)
    const short = await client.completions.create({ ...asked, max_tokens: 2 }, using())
    expect(short.choices[0]?.finish_reason).toBe('length')
  })

  it('has no place for reasoning: it is text', async () => {
    const asked = { model: MODEL, prompt: PROMPT }
    const whole = await client.completions.create(asked, using({ reasoningTokens: 10 }))
    expect(whole.choices[0]?.text).toBe(text)
    let streamed = ''
    const stream = await client.completions.create(
      { ...asked, stream: true },
      using({ reasoningTokens: 10 }),
    )
    for await (const chunk of stream) streamed += chunk.choices[0]?.text ?? ''
    expect(streamed).toBe(text)
  })
})

describe('openai responses', () => {
  const ASKED = { model: MODEL, input: PROMPT }

  it('has the same text streamed, by the helper, and in one piece', async () => {
    const whole = await client.responses.create(ASKED, using())
    expect(whole.output_text).toBe(text)
    expect(whole).toMatchObject({ status: 'completed', usage: { output_tokens: 24 } })
    let streamed = ''
    const types: string[] = []
    let sequence = -1
    for await (const event of await client.responses.create({ ...ASKED, stream: true }, using())) {
      if (event.type === 'response.output_text.delta') streamed += event.delta
      if (types.at(-1) !== event.type) types.push(event.type)
      if ('sequence_number' in event) expect(event.sequence_number).toBe(++sequence)
    }
    expect(streamed).toBe(text)
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    const final = await client.responses.stream(ASKED, using()).finalResponse()
    expect(final.output_text).toBe(text)
    expect(final.usage).toEqual(whole.usage)
    expect(final.id).toBe(whole.id)
    expect(final.output[0]).toMatchObject(whole.output[0] ?? {})
  })

  it('is incomplete at the limit', async () => {
    const short = await client.responses
      .stream({ ...ASKED, max_output_tokens: 4 }, using())
      .finalResponse()
    expect(short).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
    expect(text.startsWith(short.output_text)).toBe(true)
  })

  it('thinks before it answers', async () => {
    const whole = await client.responses.create(ASKED, using({ reasoningTokens: 10 }))
    const final = await client.responses
      .stream(ASKED, using({ reasoningTokens: 10 }))
      .finalResponse()
    expect(final.output.map((item) => item.type)).toEqual(['reasoning', 'message'])
    const [thought] = final.output
    const summary = thought?.type === 'reasoning' ? thought.summary[0]?.text : undefined
    expect(`${summary}${final.output_text}`).toBe(text)
    expect(whole.output[0]).toEqual(thought)
    expect(final.usage?.output_tokens_details.reasoning_tokens).toBe(10)
  })

  it('calls the tool with arguments that its schema allows', async () => {
    const asked = {
      ...ASKED,
      tools: [{ type: 'function' as const, name: 'weather', parameters: WEATHER, strict: true }],
      tool_choice: 'required' as const,
    }
    const helper = client.responses.stream(asked, using())
    let fragments = ''
    helper.on('response.function_call_arguments.delta', (event) => (fragments += event.delta))
    const [call] = (await helper.finalResponse()).output
    const [same] = (await client.responses.create(asked, using())).output
    expect(call).toMatchObject({ type: 'function_call', name: 'weather', arguments: fragments })
    expect(call).toMatchObject({ ...same })
    expect(validWeather(JSON.parse(fragments))).toBe(true)
  })
})

describe('errors', () => {
  it.each([
    [401, AuthenticationError],
    [429, RateLimitError],
    [500, InternalServerError],
  ])('%i is the class of the SDK', async (code, kind) => {
    const failed = client.chat.completions.create(CHAT, withFault({ type: 'status', code }))
    await expect(failed).rejects.toBeInstanceOf(kind)
    await expect(failed).rejects.toMatchObject({ requestID: expect.stringMatching(/^req_/) })
  })

  it('within a stream are APIErrors', async () => {
    const fault = { type: 'error', afterTokens: 3, kind: 'server_error' }
    const chat = client.chat.completions.create({ ...CHAT, stream: true }, withFault(fault))
    await expect(read(chat)).rejects.toBeInstanceOf(APIError)
    const completion = client.completions.create(
      { model: MODEL, prompt: PROMPT, stream: true },
      withFault(fault),
    )
    await expect(read(completion)).rejects.toBeInstanceOf(APIError)
    const response = client.responses.create(
      { model: MODEL, input: PROMPT, stream: true },
      withFault(fault),
    )
    const events: OpenAI.Responses.ResponseStreamEvent[] = []
    for await (const event of await response) events.push(event)
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'server_error' })
  })

  it('of the rate limit say it in headers that .withResponse() shows, and how long to wait to the millisecond', async () => {
    const load = { requestsPerMinute: 1, tokensPerMinute: 6_000 }
    const own = await runMock({
      profile: { ttftMs: 0, prefillMs: 0, gapMs: 0, gapCv: 0, tokens: 24, faults: [], load },
    })
    const limited = new OpenAI({ baseURL: `${own.url}/v1`, apiKey: API_KEY, maxRetries: 0 })
    try {
      const { data, response } = await limited.chat.completions
        .create({ ...CHAT, stream: true })
        .withResponse()
      for await (const chunk of data) expect(chunk.object).toBe('chat.completion.chunk')
      const head = (name: string): string | null => response.headers.get(`x-ratelimit-${name}`)
      expect([head('limit-requests'), head('remaining-requests')]).toEqual(['1', '0'])
      expect([head('limit-tokens'), head('remaining-tokens')]).toEqual(['6000', '5976'])
      expect(head('reset-requests')).toMatch(/^(1m0|59\.\d+)s$/)
      expect(head('reset-tokens')).toMatch(/^2[34]\dms$/)
      const refused = await limited.chat.completions.create(CHAT).catch((error: unknown) => error)
      if (!(refused instanceof RateLimitError)) throw new TypeError('no RateLimitError')
      const waitMs = Number(refused.headers.get('retry-after-ms'))
      expect(waitMs).toBeGreaterThan(50_000)
      expect(waitMs).toBeLessThanOrEqual(60_000)
      expect(Number(refused.headers.get('retry-after'))).toBe(Math.ceil(waitMs / 1_000))
    } finally {
      await own.stop()
    }
  })

  it('with retry-after are asked again when it says', async () => {
    const waits: number[] = []
    const patient = new OpenAI({
      baseURL: `${mock.url}/v1`,
      apiKey: API_KEY,
      maxRetries: 1,
      fetch: async (url, init) => {
        waits.push(performance.now())
        return fetch(url, init)
      },
    })
    const fault = { type: 'status', code: 429, retryAfterS: 1 }
    await expect(patient.chat.completions.create(CHAT, withFault(fault))).rejects.toBeInstanceOf(
      RateLimitError,
    )
    expect(waits).toHaveLength(2)
    expect((waits[1] ?? 0) - (waits[0] ?? 0)).toBeGreaterThanOrEqual(990)
  })
})
