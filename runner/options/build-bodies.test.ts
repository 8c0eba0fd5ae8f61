import { expect, test } from 'vitest'
import { openaiChat } from '../../core/dialect/openai-chat.ts'
import { plain } from '../../core/dialect/plain.ts'
import { buildBodies, slotsIn } from './build-bodies.ts'

const parsed = (bodies: readonly string[]): unknown[] => bodies.map((body) => JSON.parse(body))

test('each prompt gives one body of the dialect', () => {
  expect(parsed(buildBodies(plain, { prompts: ['a', 'b'] }))).toEqual([
    { prompt: 'a' },
    { prompt: 'b' },
  ])
})

test('a key whose value is not given is left out, a number stays a number', () => {
  const fixed = {
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
    stream_options: { include_usage: true },
  }
  expect(parsed(buildBodies(openaiChat, { model: 'm', prompts: ['hi'] }))).toEqual([
    { model: 'm', ...fixed },
  ])
  expect(parsed(buildBodies(openaiChat, { model: 'm', maxTokens: 5, prompts: ['hi'] }))).toEqual([
    { model: 'm', ...fixed, max_tokens: 5 },
  ])
})

test.each(['say "hi"', 'a\\b', 'two\nlines', '{{model}}', '$&', 'naïve 🌊', '\u2028'])(
  'the prompt %j arrives unchanged, in the dialect and in a body of the user',
  (prompt) => {
    const bodyFile = '{"q": "Question: {{prompt}}", "m": "{{model}}"}'
    expect(parsed(buildBodies(plain, { prompts: [prompt] }))).toEqual([{ prompt }])
    expect(parsed(buildBodies(plain, { prompts: [prompt], bodyFile, model: 'x' }))).toEqual([
      { q: `Question: ${prompt}`, m: 'x' },
    ])
  },
)

test("a user's body may hold numbers and lists, and unknown braces stay", () => {
  const bodyFile = '{"n": {{maxTokens}}, "messages": {{messages}}, "t": "{{other}}"}'
  expect(parsed(buildBodies(plain, { prompts: ['a'], bodyFile, maxTokens: 7 }))).toEqual([
    { n: 7, messages: [{ role: 'user', content: 'a' }], t: '{{other}}' },
  ])
})

test('a body without a prompt is one body', () => {
  expect(buildBodies(plain, { prompts: ['a', 'b'], bodyFile: '{}' })).toEqual(['{}'])
})

test('the slots of a template are found', () => {
  expect([...slotsIn('{{prompt}} {{model}} {{prompt}} {{else}}')]).toEqual(['prompt', 'model'])
})
