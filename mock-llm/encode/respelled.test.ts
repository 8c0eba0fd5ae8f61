import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSseParser } from '../../core/wire/sse-parser.ts'
import { plainEncoder } from './plain.ts'
import { respell, respelled, type Spelling } from './respelled.ts'

const EVENT = 'data: {"token":"a"}\n\n'

test.each<[string, Spelling, string]>([
  ['crlf', { eol: 'crlf' }, 'data: {"token":"a"}\r\n\r\n'],
  ['cr', { eol: 'cr' }, 'data: {"token":"a"}\r\r'],
  ['mixed', { eol: 'mixed' }, 'data: {"token":"a"}\r\n\r'],
  ['comments', { comments: true }, ': still here\ndata: {"token":"a"}\n\n'],
  ['no space', { noSpace: true }, 'data:{"token":"a"}\n\n'],
  ['several lines', { multiLine: true }, 'data: {\ndata: "token":"a"}\n\n'],
  ['unknown fields', { unknownFields: true }, 'note: 1\nnote\ndata: {"token":"a"}\n\n'],
  ['as it was', {}, EVENT],
])('%s', (_, spelling, bytes) => {
  expect(respell(EVENT, spelling)).toBe(bytes)
})

test('a cut event stays cut', () => {
  expect(respell('data: {"tok', { eol: 'crlf', comments: true })).toBe('data: {"tok')
})

test('in any spelling the same events are read', () => {
  const flag = fc.option(fc.boolean(), { nil: undefined })
  const spelling = fc.record({
    eol: fc.constantFrom('lf', 'crlf', 'cr', 'mixed'),
    bom: flag,
    comments: flag,
    noSpace: flag,
    multiLine: flag,
    unknownFields: flag,
  })
  fc.assert(
    fc.property(spelling, fc.array(fc.string({ minLength: 1 })), (how, tokens) => {
      expect(textOf(tokens, how)).toEqual(tokens)
    }),
  )
})

/** What a reader makes of the tokens. */
function textOf(tokens: readonly string[], spelling: Spelling): readonly string[] {
  const encoder = respelled(plainEncoder(true), spelling)
  const bytes = tokens.map((token, i) => encoder.token(token, i)).join('')
  const read: string[] = []
  const parser = createSseParser({
    onEvent: ({ data }) => read.push((JSON.parse(data) as { token: string }).token),
  })
  parser.feed(Buffer.from(encoder.opening + bytes, 'latin1'))
  return read
}
