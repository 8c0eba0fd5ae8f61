import { expect, test } from 'vitest'
import { missing } from '../failure.ts'
import { sayError } from './say-error.ts'

function say(error: unknown, values: readonly string[] = []) {
  let text = ''
  const host = {
    out: () => undefined,
    err: (piece: string) => (text += piece),
    env: {},
    cwd: '/',
    terminal: false,
  }
  return { code: sayError(error, host, { values }), text: () => text }
}

test('an expected failure is a sentence with its remedy, and keeps its exit code', () => {
  const said = say(missing('nginx not found.', 'Install it.'))
  expect(said.code).toBe(3)
  expect(said.text()).toBe('streamgauge: nginx not found. Install it.\n')
})

test('anything else is a bug of ours, with its stack', () => {
  const said = say(new TypeError('x is undefined'))
  expect(said.code).toBe(1)
  expect(said.text()).toMatch(
    /^streamgauge: this is a bug of ours.*\nTypeError: x is undefined\n +at /u,
  )
})

test('no secret is said, not even by a bug', () => {
  const said = say(new Error('bad key sk-12345678'), ['sk-12345678'])
  expect(said.text()).not.toContain('sk-12345678')
  expect(say(missing('bad key sk-12345678.'), ['sk-12345678']).text()).toBe(
    'streamgauge: bad key ***.\n',
  )
})
