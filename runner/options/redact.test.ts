import { expect, test } from 'vitest'
import { redact, redactCommandLine } from './redact.ts'

test.each([
  ['the key sk-123456789 is wrong', ['sk-123456789'], 'the key *** is wrong'],
  ['xsk-123456789x', ['sk-123456789'], 'x***x'],
  ['Bearer sk-123456789', ['sk-123456789', 'Bearer sk-123456789'], '***'],
  [String.raw`{"e":"pass\"word\\9"}`, [String.raw`pass"word\9`], '{"e":"***"}'],
  ['?key=a%2Fb%2Bc-secret', ['a/b+c-secret'], '?key=***'],
  ['admin is no administrator', ['admin'], '*** is no administrator'],
  ['a.b+c and axbbc', ['a.b+c'], '*** and axbbc'],
  ['sk-test is no sk-testing', ['sk-test'], '*** is no sk-testing'],
  ['an abc is no secret', ['abc', ''], 'an abc is no secret'],
])('%s without %j is %s', (text, values, hidden) => {
  expect(redact(text, { values })).toBe(hidden)
})

test('on a command line secret headers and user information are hidden whatever their length', () => {
  const words = [
    '--header',
    'Authorization: x',
    '--header=cookie:a=1',
    '--header',
    'x-team: search',
    '--target',
    'http://me:pw@h/v1',
    '--target=http://me@h',
    '--body',
    'k-secret.json',
  ]
  expect(redactCommandLine(words, { values: ['k-secret'] })).toEqual([
    '--header',
    'Authorization: ***',
    '--header=cookie:***',
    '--header',
    'x-team: search',
    '--target',
    'http://***@h/v1',
    '--target=http://***@h',
    '--body',
    '***.json',
  ])
})
