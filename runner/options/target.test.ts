import { expect, test } from 'vitest'
import { isLoopback } from './loopback.ts'
import { target, withoutUser } from './target.ts'

test.each([
  ['mock', { kind: 'mock' }],
  ['http://h/v1', { kind: 'url', base: 'http://h/v1' }],
  ['HTTPS://Host.Example', { kind: 'url', base: 'https://host.example/' }],
  ['http://h/v1?version=2', { kind: 'url', base: 'http://h/v1?version=2' }],
  [
    'https://me:pass%20word@h/v1',
    { kind: 'url', base: 'https://h/v1', user: { name: 'me', password: 'pass word' } },
  ],
  ['http://token@h', { kind: 'url', base: 'http://h/', user: { name: 'token', password: '' } }],
])('%s is a target', (text, value) => {
  expect(target(text, '--target')).toEqual({ value })
})

test.each([
  ['', '"" is not a URL.'],
  ['mok', '"mok" is not a URL.'],
  ['http://', '"http://" is not a URL.'],
  ['http://h:99999', '"http://h:99999" is not a URL.'],
  ['localhost:8080', '"localhost:8080" does not begin with http:// or https://.'],
  ['ftp://h', '"ftp://h" does not begin with http:// or https://.'],
  ['ws://h/ws/chat', '"ws://h/ws/chat" does not begin with http:// or https://.'],
  ['http:h', '"http:h" does not begin with http:// or https://.'],
  ['ftp://me:secret@h', '"ftp://***@h" does not begin with http:// or https://.'],
  ['http://h/#part', '"http://h/#part" has a fragment (#part).'],
])('%s is refused', (text, message) => {
  const hint = "Give mock, or the API's base URL, for example --target http://127.0.0.1:8000/v1."
  expect(target(text, '--target')).toEqual({ refusals: [{ message, hint }] })
})

test('user information is hidden, an @ in a path is not taken for it', () => {
  expect(withoutUser('https://me:p@ss@h/a')).toBe('https://***@h/a')
  expect(withoutUser('https://h/users/@me')).toBe('https://h/users/@me')
})

test.each([
  ['http://localhost:1', true],
  ['http://api.localhost', true],
  ['http://127.0.0.1', true],
  ['http://127.9.9.9', true],
  ['http://[::1]:8080', true],
  ['http://[::ffff:127.0.0.1]', true],
  ['http://10.0.0.1', false],
  ['http://0.0.0.0', false],
  ['http://localhost.example.com', false],
  ['http://127.0.0.1.example.com', false],
])('%s is this machine: %s', (url, expected) => {
  expect(isLoopback(url)).toBe(expected)
})
