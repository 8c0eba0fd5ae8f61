import { expect, test } from 'vitest'
import { joinUrl } from './join-url.ts'

const CHAT = '/v1/chat/completions'

test.each([
  ['http://h', CHAT, 'http://h/v1/chat/completions'],
  ['http://h/', CHAT, 'http://h/v1/chat/completions'],
  ['http://h/v1', CHAT, 'http://h/v1/chat/completions'],
  ['http://h/v1/', CHAT, 'http://h/v1/chat/completions'],
  ['http://h/v1/chat', CHAT, 'http://h/v1/chat/completions'],
  ['http://h/v1/chat/completions', CHAT, 'http://h/v1/chat/completions'],
  ['http://h/api/v1', CHAT, 'http://h/api/v1/chat/completions'],
  ['http://h/v1beta', CHAT, 'http://h/v1beta/v1/chat/completions'],
  ['http://h/xv1', CHAT, 'http://h/xv1/v1/chat/completions'],
  ['http://h', '/chat/stream', 'http://h/chat/stream'],
  ['http://h/chat', '/chat/stream', 'http://h/chat/stream'],
  ['http://h/chat/stream', '/chat/stream', 'http://h/chat/stream'],
  ['http://h/v1?version=2', CHAT, 'http://h/v1/chat/completions?version=2'],
  ['http://h?a=1', '/p?b=2', 'http://h/p?a=1&b=2'],
  ['http://h:8000/v1', CHAT, 'http://h:8000/v1/chat/completions'],
  ['http://h', '/', 'http://h/'],
])('%s and %s give %s', (base, path, url) => {
  expect(joinUrl(base, path)).toBe(url)
})
