import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningMock } from '../testing/running-mock.ts'
import { API_KEY, mocked, MODEL, plainText, PROMPT, sdkMock, WEATHER } from './asked.ts'

let mock: RunningMock
let text: string
beforeAll(async () => {
  mock = await sdkMock()
  text = await plainText(mock)
})
afterAll(() => mock.stop())

const ASKED = { model: MODEL, contents: PROMPT }
const TOOLS = [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: WEATHER }] }]
/** A client whose requests all carry the overrides. */
const clientOf = (overrides: object = {}, apiVersion = 'v1beta') =>
  new GoogleGenAI({
    apiKey: API_KEY,
    apiVersion,
    httpOptions: { baseUrl: mock.url, headers: mocked(overrides) },
  }).models

async function streamed(overrides: object = {}, config: object = {}) {
  const chunks = []
  const stream = await clientOf(overrides).generateContentStream({ ...ASKED, config })
  for await (const chunk of stream) chunks.push(chunk)
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
  const textOf = (thought: boolean) =>
    parts
      .filter((part) => (part.thought === true) === thought)
      .map((part) => part.text ?? '')
      .join('')
  return { chunks, last: chunks.at(-1), text: textOf(false), thoughts: textOf(true) }
}

describe('gemini', () => {
  it.each(['v1beta', 'v1'])(
    'has the same text, streamed and in one piece, under /%s',
    async (v) => {
      const whole = await clientOf({}, v).generateContent(ASKED)
      expect(whole.text).toBe(text)
      expect(whole.candidates?.[0]?.finishReason).toBe('STOP')
      const stream = await streamed()
      expect(stream.text).toBe(text)
      expect(stream.chunks).toHaveLength(25)
      expect(stream.last?.candidates?.[0]?.finishReason).toBe('STOP')
      expect(stream.last?.usageMetadata).toEqual(whole.usageMetadata)
      expect(whole.usageMetadata).toEqual({
        promptTokenCount: 3,
        candidatesTokenCount: 24,
        totalTokenCount: 27,
      })
    },
  )

  it('loses no event to padding, which is a block of its own', async () => {
    expect((await streamed({ padBytes: 300 })).text).toBe(text)
  })

  it('ends with MAX_TOKENS at the limit, in a prefix of the text', async () => {
    const short = await streamed({}, { maxOutputTokens: 5 })
    expect(short.last?.candidates?.[0]?.finishReason).toBe('MAX_TOKENS')
    expect(short.text !== '' && text.startsWith(short.text)).toBe(true)
  })

  it('thinks in parts that say so, counted apart', async () => {
    const stream = await streamed({ reasoningTokens: 10 })
    expect(stream.thoughts + stream.text).toBe(text)
    const whole = await clientOf({ reasoningTokens: 10 }).generateContent(ASKED)
    expect(whole.text).toBe(stream.text)
    expect(whole.usageMetadata).toMatchObject({ thoughtsTokenCount: 10, candidatesTokenCount: 14 })
    expect(stream.last?.usageMetadata).toEqual(whole.usageMetadata)
  })

  it('calls the function with arguments that its schema allows', async () => {
    const config = {
      tools: TOOLS,
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
    }
    const whole = await clientOf().generateContent({ ...ASKED, config })
    const [call] = whole.functionCalls ?? []
    expect(call?.name).toBe('weather')
    expect(new Ajv().validate(WEATHER, call?.args)).toBe(true)
    const { chunks } = await streamed({}, config)
    expect(chunks.flatMap((chunk) => chunk.functionCalls ?? [])).toEqual([call])
  })
})

describe('errors', () => {
  it.each([401, 429, 500])('%i is an ApiError with that status', async (code) => {
    const failed = clientOf({ fault: { type: 'status', code } }).generateContent(ASKED)
    await expect(failed).rejects.toBeInstanceOf(ApiError)
    await expect(failed).rejects.toMatchObject({ status: code })
  })

  it('within a stream is an ApiError', async () => {
    const fault = { type: 'error', afterTokens: 3, kind: 'overloaded' }
    await expect(streamed({ fault })).rejects.toMatchObject({ name: 'ApiError', status: 503 })
  })
})
