import { expect, test } from 'vitest'
import { fillBody } from './fill-body.ts'

const CHAT = '{"messages":[{"role":"user","content":"{{prompt}}"}],"max_tokens":"{{maxTokens}}"}'

test('a prompt is escaped as JSON, and the longest answer is a number', () => {
  const body = fillBody('{"prompt":"{{prompt}}","n":"{{maxTokens}}"}', {
    messages: ['say "a"\n'],
    maxTokens: 7,
  })
  expect(JSON.parse(body)).toEqual({ prompt: 'say "a"\n', n: 7 })
})

test('a conversation becomes messages with roles where the body has a list of them', () => {
  expect(JSON.parse(fillBody(CHAT, { messages: ['a', 'b', 'c'], maxTokens: 9 }))).toEqual({
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
    ],
    max_tokens: 9,
  })
})

test('elsewhere it is one text', () => {
  const body = fillBody('{"prompt":"{{prompt}}"}', { messages: ['a', 'b', 'c'] })
  expect(JSON.parse(body)).toEqual({ prompt: 'a\n\nb\n\nc' })
})
