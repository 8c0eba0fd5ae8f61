import { expect, test } from 'vitest'
import { collectSecrets } from './collect-secrets.ts'
import { SECRET_HEADERS } from './secret-headers.ts'

const MOCK = { kind: 'mock' } as const

test.each([...SECRET_HEADERS])('the header %s is kept apart, with its value to hide', (name) => {
  const { open, secrets } = collectSecrets({
    defaults: { accept: 'text/event-stream' },
    headers: [
      { name, value: 'Scheme the-value' },
      { name: 'x-team', value: 'search' },
    ],
    target: MOCK,
  })
  expect(open).toEqual({ accept: 'text/event-stream', 'x-team': 'search' })
  expect(secrets.headers).toEqual({ [name]: 'Scheme the-value' })
  expect(secrets.values).toContain('Scheme the-value')
})

test('an API key becomes a bearer token; the bare key is hidden too', () => {
  const { secrets } = collectSecrets({ defaults: {}, headers: [], target: MOCK, apiKey: 'sk-1' })
  expect(secrets).toEqual({
    headers: { authorization: 'Bearer sk-1' },
    values: ['sk-1', 'Bearer sk-1'],
  })
})

test('an API key goes into the header that the dialect has for it', () => {
  const { open, secrets } = collectSecrets({
    defaults: {},
    headers: [],
    target: MOCK,
    apiKey: 'sk-1',
    apiKeyHeader: 'x-api-key',
  })
  expect(open).toEqual({})
  expect(secrets).toEqual({ headers: { 'x-api-key': 'sk-1' }, values: ['sk-1'] })
})

test('user information of a URL becomes basic authorization and is hidden in every form', () => {
  const { secrets } = collectSecrets({
    defaults: {},
    headers: [],
    target: { kind: 'url', base: 'http://h/', user: { name: 'me', password: 'pw' } },
  })
  expect(secrets).toEqual({
    headers: { authorization: 'Basic bWU6cHc=' },
    values: ['me:pw', 'me', 'pw', 'Basic bWU6cHc=', 'bWU6cHc='],
  })
})

test('a header of the user replaces a default, and two of one name are joined', () => {
  const { open, secrets } = collectSecrets({
    defaults: { accept: 'text/event-stream' },
    headers: [
      { name: 'accept', value: '*/*' },
      { name: 'x-a', value: '1' },
      { name: 'x-a', value: '2' },
      { name: 'cookie', value: 'a=first' },
      { name: 'cookie', value: 'b=second' },
    ],
    target: MOCK,
  })
  expect(open).toEqual({ accept: '*/*', 'x-a': '1, 2' })
  expect(secrets.headers).toEqual({ cookie: 'a=first; b=second' })
  expect(secrets.values).toEqual(['a=first; b=second', 'first', 'second'])
})
