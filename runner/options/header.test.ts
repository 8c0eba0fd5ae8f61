import { expect, test } from 'vitest'
import { header } from './header.ts'

test.each([
  ['X-Team: search', { name: 'x-team', value: 'search' }],
  ['x-team:search', { name: 'x-team', value: 'search' }],
  ['x-mock: {"tokens": 5}', { name: 'x-mock', value: '{"tokens": 5}' }],
  ['x-empty:', { name: 'x-empty', value: '' }],
])('%s is a header', (text, value) => {
  expect(header(text, '--header')).toEqual({ value })
})

test.each([
  ['', 'what was given is not a header.'],
  ['Authorization Bearer sk-123', 'what was given is not a header.'],
  [': value', 'what was given is not a header.'],
  ['bad name: value', 'what was given is not a header.'],
  ['x-team: a\r\nx-other: b', 'the value of x-team holds a line break or a control character.'],
  ['Content-Length: 5', 'the header content-length is set by streamgauge itself.'],
  ['x-request-id: 1', 'the header x-request-id is set by streamgauge itself.'],
])('%j is refused, and its value is not repeated', (text, message) => {
  const parsed = header(text, '--header')
  expect(parsed).toMatchObject({ refusals: [{ message }] })
  expect(JSON.stringify(parsed)).not.toContain('sk-123')
})
