import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import {
  APICallError,
  generateText,
  jsonSchema,
  type LanguageModel,
  streamText,
  type ToolSet,
} from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningMock } from '../testing/running-mock.ts'
import { API_KEY, mocked, MODEL, plainText, PROMPT, sdkMock, WEATHER } from './asked.ts'

let mock: RunningMock
let text: string
beforeAll(async () => {
  Reflect.set(globalThis, 'AI_SDK_LOG_WARNINGS', false)
  mock = await sdkMock()
  text = await plainText(mock)
})
afterAll(() => mock.stop())

const openai = () => createOpenAI({ baseURL: `${mock.url}/v1`, apiKey: API_KEY })
const PROVIDERS: readonly (readonly [string, () => LanguageModel, reasons: boolean])[] = [
  ['openai chat', () => openai().chat(MODEL), false],
  ['openai completions', () => openai().completion(MODEL), false],
  ['openai responses', () => openai().responses(MODEL), true],
  ['anthropic', () => createAnthropic({ baseURL: `${mock.url}/v1`, apiKey: API_KEY })(MODEL), true],
  [
    'google',
    () => createGoogleGenerativeAI({ baseURL: `${mock.url}/v1beta`, apiKey: API_KEY })(MODEL),
    true,
  ],
]
/** Not by `tool()`, whose type goes without `exactOptionalPropertyTypes`. */
const TOOLS = {
  weather: { inputSchema: jsonSchema(JSON.parse(JSON.stringify(WEATHER))) },
} as ToolSet

/** The stream without its warnings on the console; what failed is in its parts. */
const streamOf = (model: LanguageModel, overrides: object = {}, more: object = {}) =>
  streamText({
    model,
    prompt: PROMPT,
    maxRetries: 0,
    headers: mocked(overrides),
    onError: () => undefined,
    ...more,
  })

describe.each(PROVIDERS)('vercel ai with %s', (name, model, reasons) => {
  it('has the same text, usage and end, streamed and in one piece', async () => {
    const headers = mocked()
    const whole = await generateText({ model: model(), prompt: PROMPT, maxRetries: 0, headers })
    expect(whole.text).toBe(text)
    expect(whole.finishReason).toBe('stop')
    const stream = streamOf(model())
    expect(await stream.text).toBe(text)
    expect(await stream.finishReason).toBe('stop')
    expect(whole.usage).toMatchObject({ outputTokens: 24 })
    const { inputTokens, outputTokens } = await stream.usage
    expect({ inputTokens, outputTokens }).toEqual({
      inputTokens: whole.usage.inputTokens,
      outputTokens: whole.usage.outputTokens,
    })
  })

  it('ends with length at the limit', async () => {
    const stream = streamOf(model(), {}, { maxOutputTokens: 5 })
    expect(text.startsWith(await stream.text)).toBe(true)
    expect(await stream.finishReason).toBe('length')
  })

  it('tells reasoning from text, where the provider has it', async () => {
    const stream = streamOf(model(), { reasoningTokens: 10 })
    const [thought, said] = [(await stream.reasoningText) ?? '', await stream.text]
    if (!reasons) expect(text.endsWith(said)).toBe(true)
    else {
      expect(thought).not.toBe('')
      expect(thought + said).toBe(text)
    }
  })

  // oxlint-disable-next-line vitest/no-conditional-tests -- legacy completions have no tools
  if (name !== 'openai completions')
    it('calls tools', async () => {
      const asked = { tools: TOOLS, toolChoice: 'required' as const }
      const stream = streamOf(model(), {}, asked)
      const whole = await generateText({
        model: model(),
        prompt: PROMPT,
        maxRetries: 0,
        headers: mocked(),
        ...asked,
      })
      const [call] = await stream.toolCalls
      expect(call).toMatchObject({ toolName: 'weather', input: whole.toolCalls[0]?.input })
      expect(call?.invalid).not.toBe(true)
      expect(await stream.finishReason).toBe('tool-calls')
    })

  it('gives error classes and retry headers', async () => {
    const headers = mocked({ fault: { type: 'status', code: 429, retryAfterS: 7 } })
    const failed = generateText({ model: model(), prompt: PROMPT, maxRetries: 0, headers })
    await expect(failed).rejects.toBeInstanceOf(APICallError)
    await expect(failed).rejects.toMatchObject({
      statusCode: 429,
      isRetryable: true,
      responseHeaders: { 'retry-after': '7' },
    })
  })

  it('shows an error within the stream as a part', async () => {
    const fault = { type: 'error', afterTokens: 3, kind: 'server_error' }
    const kinds: string[] = []
    for await (const part of streamOf(model(), { fault }).fullStream) kinds.push(part.type)
    expect(kinds).toContain('error')
  })
})
