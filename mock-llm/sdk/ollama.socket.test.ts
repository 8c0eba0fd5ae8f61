import { Ajv } from 'ajv'
import { type ChatResponse, Ollama } from 'ollama'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningMock } from '../testing/running-mock.ts'
import { mocked, MODEL, plainText, PROMPT, sdkMock, WEATHER } from './asked.ts'

let mock: RunningMock
let text: string
beforeAll(async () => {
  mock = await sdkMock()
  text = await plainText(mock)
})
afterAll(() => mock.stop())

const MESSAGES = [{ role: 'user', content: PROMPT }]
const clientOf = (overrides: object = {}) =>
  new Ollama({ host: mock.url, headers: mocked(overrides) })

async function chatted(overrides: object = {}, more: object = {}) {
  const lines: ChatResponse[] = []
  const asked = { model: MODEL, messages: MESSAGES, stream: true as const, ...more }
  for await (const line of await clientOf(overrides).chat(asked)) lines.push(line)
  const all = (name: 'content' | 'thinking') =>
    lines.map(({ message }) => message[name] ?? '').join('')
  return { lines, last: lines.at(-1), text: all('content'), thoughts: all('thinking') }
}

describe('ollama chat', () => {
  it('has the same text, streamed and in one piece', async () => {
    const whole = await clientOf().chat({ model: MODEL, messages: MESSAGES })
    expect(whole.message).toEqual({ role: 'assistant', content: text })
    expect(whole).toMatchObject({ done: true, done_reason: 'stop', eval_count: 24 })
    const stream = await chatted()
    expect(stream.text).toBe(text)
    expect(stream.lines).toHaveLength(25)
    const { message: _, ...rest } = whole
    expect(stream.last).toMatchObject(rest)
  })

  it('loses no line to padding', async () => {
    expect((await chatted({ padBytes: 300 })).text).toBe(text)
  })

  it('ends with length at the limit, in a prefix of the text', async () => {
    const short = await chatted({}, { options: { num_predict: 5 } })
    expect(short.last).toMatchObject({ done_reason: 'length', eval_count: 5 })
    expect(short.text !== '' && text.startsWith(short.text)).toBe(true)
    expect((await chatted({}, { options: { num_predict: -1 } })).text).toBe(text)
  })

  it('thinks before it answers', async () => {
    const stream = await chatted({ reasoningTokens: 10 })
    expect(stream.thoughts + stream.text).toBe(text)
    const whole = await clientOf({ reasoningTokens: 10 }).chat({ model: MODEL, messages: MESSAGES })
    expect(whole.message).toMatchObject({ thinking: stream.thoughts, content: stream.text })
  })

  it('calls the tool with arguments that its schema allows, when x-mock says so', async () => {
    const parameters = JSON.parse(JSON.stringify(WEATHER))
    const tools = [{ type: 'function', function: { name: 'weather', parameters } }]
    const stream = await chatted({ toolCall: true }, { tools })
    const calls = stream.lines.flatMap(({ message }) => message.tool_calls ?? [])
    expect(calls).toHaveLength(1)
    expect(calls[0]?.function.name).toBe('weather')
    expect(new Ajv().validate(WEATHER, calls[0]?.function.arguments)).toBe(true)
    const whole = await clientOf({ toolCall: true }).chat({
      model: MODEL,
      messages: MESSAGES,
      tools: tools.map((tool) => ({ ...tool, function: { ...tool.function } })),
    })
    expect(whole.message.tool_calls).toEqual(calls)
    expect((await chatted({}, { tools })).text).toBe(text)
  })
})

describe('ollama generate', () => {
  it('has the same text, streamed and in one piece', async () => {
    const asked = { model: MODEL, prompt: PROMPT }
    const whole = await clientOf().generate(asked)
    expect(whole).toMatchObject({ response: text, done: true, done_reason: 'stop', context: [] })
    let streamed = ''
    let thoughts = ''
    const stream = await clientOf({ reasoningTokens: 3 }).generate({ ...asked, stream: true })
    for await (const line of stream) {
      streamed += line.response
      thoughts += line.thinking ?? ''
    }
    expect(thoughts + streamed).toBe(text)
    expect(thoughts).not.toBe('')
  })

  it('knows its models', async () => {
    expect((await clientOf().list()).models.map((model) => model.name)).toEqual(['mock'])
  })
})

describe('errors', () => {
  it.each([401, 429, 500])('%i is a ResponseError', async (code) => {
    const failed = chatted({ fault: { type: 'status', code } })
    await expect(failed).rejects.toMatchObject({ name: 'ResponseError', status_code: code })
  })

  it('within a stream throws, as does a missing last line', async () => {
    const error = { type: 'error', afterTokens: 3, kind: 'overloaded' }
    await expect(chatted({ fault: error })).rejects.toThrow('The engine is currently overloaded.')
    const cut = { type: 'cut', afterTokens: 3, how: 'clean' }
    await expect(chatted({ fault: cut })).rejects.toThrow('Did not receive done')
  })
})
