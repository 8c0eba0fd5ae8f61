import { connect } from 'node:net'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { type LanguageModel, streamText } from 'ai'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningMock } from '../testing/running-mock.ts'
import { API_KEY, mocked, MODEL, plainText, PROMPT, sdkMock } from './asked.ts'

let mock: RunningMock
let text: string
beforeAll(async () => {
  Reflect.set(globalThis, 'AI_SDK_LOG_WARNINGS', false)
  mock = await sdkMock()
  text = await plainText(mock)
})
afterAll(() => mock.stop())

type Headers = Readonly<Record<string, string>>
const MESSAGES = [{ role: 'user' as const, content: PROMPT }]
/** What was seen of the stamps, where the SDK hands unknown fields on. */
const stampIn = (event: object): readonly unknown[] => {
  const stamp: unknown = Reflect.get(event, 'mock')
  return stamp === undefined ? [] : [stamp]
}
interface Got {
  readonly text: string
  readonly stamps?: readonly unknown[]
}

async function gather<T extends object>(
  stream: AsyncIterable<T>,
  textOf: (event: T) => string | null | undefined,
): Promise<Got> {
  const texts: string[] = []
  const stamps: unknown[] = []
  for await (const event of stream) {
    texts.push(textOf(event) ?? '')
    stamps.push(...stampIn(event))
  }
  return { text: texts.join(''), stamps }
}

const openai = () => new OpenAI({ baseURL: `${mock.url}/v1`, apiKey: API_KEY, maxRetries: 0 })
const vercel = (model: () => LanguageModel) => async (headers: Headers) => ({
  text: await streamText({ model: model(), prompt: PROMPT, maxRetries: 0, headers }).text,
})
const vercelOpenai = () => createOpenAI({ baseURL: `${mock.url}/v1`, apiKey: API_KEY })

async function realtime(headers: Headers): Promise<Got> {
  const options = { headers, createConnection: () => connect(mock.port, '127.0.0.1') }
  const socket = new OpenAIRealtimeWS({ model: MODEL, options }, openai())
  const texts: string[] = []
  const stamps: unknown[] = []
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('event', (event) => {
      if (event.type === 'session.created') socket.send({ type: 'response.create' })
      if (event.type === 'response.output_text.delta') texts.push(event.delta)
      stamps.push(...stampIn(event))
      if (event.type === 'response.done') resolve()
    })
  })
  socket.close()
  return { text: texts.join(''), stamps }
}

const CLIENTS: Readonly<Record<string, (headers: Headers) => Promise<Got>>> = {
  'openai chat': async (headers) =>
    gather(
      await openai().chat.completions.create(
        { model: MODEL, messages: MESSAGES, stream: true },
        { headers },
      ),
      (chunk) => chunk.choices[0]?.delta.content,
    ),
  'openai completions': async (headers) =>
    gather(
      await openai().completions.create(
        { model: MODEL, prompt: PROMPT, stream: true },
        { headers },
      ),
      (chunk) => chunk.choices[0]?.text,
    ),
  'openai responses': async (headers) =>
    gather(
      await openai().responses.create({ model: MODEL, input: PROMPT, stream: true }, { headers }),
      (event) => (event.type === 'response.output_text.delta' ? event.delta : ''),
    ),
  'openai realtime': realtime,
  anthropic: async (headers) =>
    gather(
      await new Anthropic({ baseURL: mock.url, apiKey: API_KEY, maxRetries: 0 }).messages.create(
        { model: MODEL, max_tokens: 1_000, messages: MESSAGES, stream: true },
        { headers },
      ),
      (event) =>
        event.type === 'content_block_delta' && event.delta.type === 'text_delta'
          ? event.delta.text
          : '',
    ),
  genai: async (headers) => {
    const httpOptions = { baseUrl: mock.url, headers }
    const { models } = new GoogleGenAI({ apiKey: API_KEY, httpOptions })
    const stream = await models.generateContentStream({ model: MODEL, contents: PROMPT })
    const { text: said } = await gather(stream, (chunk) => chunk.text)
    return { text: said }
  },
  'ollama chat': async (headers) =>
    gather(
      await new Ollama({ host: mock.url, headers }).chat({
        model: MODEL,
        messages: MESSAGES,
        stream: true,
      }),
      (line) => line.message.content,
    ),
  'ollama generate': async (headers) =>
    gather(
      await new Ollama({ host: mock.url, headers }).generate({
        model: MODEL,
        prompt: PROMPT,
        stream: true,
      }),
      (line) => line.response,
    ),
  'ai with openai chat': vercel(() => vercelOpenai().chat(MODEL)),
  'ai with openai completions': vercel(() => vercelOpenai().completion(MODEL)),
  'ai with openai responses': vercel(() => vercelOpenai().responses(MODEL)),
  'ai with anthropic': vercel(() =>
    createAnthropic({ baseURL: `${mock.url}/v1`, apiKey: API_KEY })(MODEL),
  ),
  'ai with google': vercel(() =>
    createGoogleGenerativeAI({ baseURL: `${mock.url}/v1beta`, apiKey: API_KEY })(MODEL),
  ),
}

it.each(Object.entries(CLIENTS))(
  '%s reads the same text with stamps, with padding, and in small pieces',
  async (_, ask) => {
    expect((await ask(mocked())).text).toBe(text)
    for (const overrides of [
      { stamp: true },
      { stamp: true, padBytes: 300 },
      { stamp: true, fault: { type: 'split-writes', bytes: 7 } },
    ]) {
      const before = mock.truth.length
      const got = await ask(mocked(overrides))
      expect(got.text).toBe(text)
      const truth = (await mock.truthOf(before + 1)).at(-1)
      if (got.stamps !== undefined) {
        expect(got.stamps).toEqual(truth?.tokenMs.map((t, i) => ({ i, t })))
      }
    }
  },
)
