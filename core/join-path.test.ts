import { expect, it } from 'vitest'
import { joinPath } from './join-path.ts'

it.each([
  ['', '/v1/chat/completions', '/v1/chat/completions'],
  ['/', '/v1/chat/completions', '/v1/chat/completions'],
  ['/v1', '/v1/chat/completions', '/v1/chat/completions'],
  ['/v1/', '/v1/chat/completions', '/v1/chat/completions'],
  ['/api/v1', '/v1/chat/completions', '/api/v1/chat/completions'],
  ['/v1/chat/completions', '/v1/chat/completions', '/v1/chat/completions'],
  ['/openai', '/v1/chat/completions', '/openai/v1/chat/completions'],
  ['/v1x', '/v1/chat/completions', '/v1x/v1/chat/completions'],
])('%s with %s is %s', (base, path, whole) => {
  expect(joinPath(base, path)).toBe(whole)
})
