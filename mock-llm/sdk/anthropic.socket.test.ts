import Anthropic, {
  APIError,
  AuthenticationError,
  InternalServerError,
  RateLimitError,
} from '@anthropic-ai/sdk'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningMock } from '../testing/running-mock.ts'
import { API_KEY, mocked, MODEL, plainText, PROMPT, sdkMock, WEATHER } from './asked.ts'

let mock: RunningMock
let client: Anthropic
let text: string
beforeAll(async () => {
  mock = await sdkMock()
  client = new Anthropic({ baseURL: mock.url, apiKey: API_KEY, maxRetries: 0 })
  text = await plainText(mock)
})
afterAll(() => mock.stop())

const ASKED = {
  model: MODEL,
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content: PROMPT }],
}
const using = (overrides: object = {}) => ({ headers: mocked(overrides) })
const withFault = (fault: object) => using({ fault })

describe('anthropic messages', () => {
  it('has the same text streamed, by the helper, and in one piece', async () => {
    const whole = await client.messages.create(ASKED, using())
    expect(whole.content).toEqual([{ type: 'text', text }])
    expect(whole).toMatchObject({
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 24 },
    })
    const types: string[] = []
    let streamed = ''
    for await (const event of await client.messages.create({ ...ASKED, stream: true }, using())) {
      if (types.at(-1) !== event.type) types.push(event.type)
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
        streamed += event.delta.text
      }
    }
    expect(streamed).toBe(text)
    expect(types).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
    const final = await client.messages.stream(ASKED, using()).finalMessage()
    expect(final).toMatchObject({ ...whole })
  })

  it('ends with max_tokens at the limit, in a prefix of the text', async () => {
    const short = await client.messages.stream({ ...ASKED, max_tokens: 5 }, using()).finalMessage()
    expect(short).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 5 } })
    const [block] = short.content
    expect(block?.type === 'text' && block.text !== '' && text.startsWith(block.text)).toBe(true)
  })

  it('thinks in a block of its own, signed', async () => {
    const whole = await client.messages.create(ASKED, using({ reasoningTokens: 10 }))
    const final = await client.messages.stream(ASKED, using({ reasoningTokens: 10 })).finalMessage()
    expect(final.content).toEqual(whole.content)
    const [thought, said] = final.content
    if (thought?.type !== 'thinking' || said?.type !== 'text') throw new Error('other blocks')
    expect(thought.thinking + said.text).toBe(text)
    expect(thought.signature).not.toBe('')
    expect(final.usage.output_tokens).toBe(24)
  })

  it.each([{ type: 'any' as const }, { type: 'tool' as const, name: 'weather' }])(
    'uses the tool with an input that its schema allows: %j',
    async (choice) => {
      const asked = {
        ...ASKED,
        tools: [{ name: 'weather', input_schema: { ...WEATHER, required: [...WEATHER.required] } }],
        tool_choice: choice,
      }
      const whole = await client.messages.create(asked, using())
      expect(whole.stop_reason).toBe('tool_use')
      const helper = client.messages.stream(asked, using())
      const fragments: string[] = []
      helper.on('inputJson', (fragment) => fragments.push(fragment))
      const final = await helper.finalMessage()
      expect(final.content).toEqual(whole.content)
      const [block] = final.content
      if (block?.type !== 'tool_use') throw new Error('another block')
      expect(block).toMatchObject({ name: 'weather', id: expect.stringMatching(/^toolu_/) })
      expect(fragments.length).toBeGreaterThan(3)
      expect(JSON.parse(fragments.join(''))).toEqual(block.input)
      expect(new Ajv().validate(WEATHER, block.input)).toBe(true)
    },
  )
})

describe('errors', () => {
  it.each([
    [401, AuthenticationError, 'authentication_error'],
    [429, RateLimitError, 'rate_limit_error'],
    [500, InternalServerError, 'api_error'],
    [529, InternalServerError, 'overloaded_error'],
  ])('%i is the class of the SDK', async (code, kind, type) => {
    const failed = client.messages.create(ASKED, withFault({ type: 'status', code }))
    await expect(failed).rejects.toBeInstanceOf(kind)
    await expect(failed).rejects.toMatchObject({
      type,
      requestID: expect.stringMatching(/^req_/),
      error: { type: 'error', request_id: expect.stringMatching(/^req_/) },
    })
  })

  it('within a stream is an APIError', async () => {
    const fault = { type: 'error', afterTokens: 3, kind: 'overloaded' }
    const read = async () => {
      const stream = await client.messages.create({ ...ASKED, stream: true }, withFault(fault))
      for await (const event of stream) expect(event).toBeDefined()
    }
    await expect(read()).rejects.toBeInstanceOf(APIError)
    await expect(read()).rejects.toMatchObject({ type: 'overloaded_error' })
    const whole = client.messages.create(ASKED, withFault(fault))
    await expect(whole).rejects.toMatchObject({ status: 529, type: 'overloaded_error' })
  })

  it('with retry-after is asked again when it says', async () => {
    const asks: number[] = []
    const patient = new Anthropic({
      baseURL: mock.url,
      apiKey: API_KEY,
      maxRetries: 1,
      fetch: async (url, init) => {
        asks.push(performance.now())
        return fetch(url, init)
      },
    })
    const fault = { type: 'status', code: 429, retryAfterS: 1 }
    const failed = patient.messages.create(ASKED, withFault(fault))
    await expect(failed).rejects.toBeInstanceOf(RateLimitError)
    expect(asks).toHaveLength(2)
    expect((asks[1] ?? 0) - (asks[0] ?? 0)).toBeGreaterThanOrEqual(990)
  })
})
