import { expect, test } from 'vitest'
import { knob } from './knob.ts'
import { knownName } from './known-name.ts'
import type { Parser } from './parsed.ts'
import { requestPath } from './request-path.ts'
import { oneOf, onOff, text } from './text.ts'
import { variableName } from './variable-name.ts'

const dialect = knownName('dialect', [{ name: 'plain' }, { name: 'openai-chat' }])
const cases: readonly (readonly [string, Parser<unknown>, string, unknown])[] = [
  ['a name', text('the name of a model', 'm'), ' gpt-oss-20b ', 'gpt-oss-20b'],
  ['one of a few words', oneOf(['1.1', '2']), '2', '2'],
  ['a switch', onOff, 'TRUE', true],
  ['a switch', onOff, '0', false],
  ['a path', requestPath, '/v1/chat?x=1', '/v1/chat?x=1'],
  ['a variable', variableName, 'API_KEY', 'API_KEY'],
  ['a knob', knob, 'lanes = 4', { name: 'lanes', value: '4' }],
  ['a name of a table', dialect, 'plain', { name: 'plain' }],
]
test.each(cases)('%s is read: %#', (_, parser, given, value) => {
  expect(parser(given, '--flag')).toEqual({ value })
})

const refused: readonly (readonly [Parser<unknown>, string, string, string])[] = [
  [
    text('the name of a model', 'm'),
    '  ',
    '"  " is not the name of a model.',
    'Give the name of a model, for example --flag m.',
  ],
  [oneOf(['1.1', '2']), '3', '"3" is not known here.', 'Give 1.1 or 2.'],
  [
    onOff,
    'yes',
    '"yes" is neither true nor false.',
    'Give true or false; the flag --flag stands alone.',
  ],
  [
    requestPath,
    'v1',
    '"v1" is not a path.',
    'Give a path that begins with /, for example --flag /v1/chat/completions.',
  ],
  [
    requestPath,
    '//host/x',
    '"//host/x" is not a path.',
    'Give a path that begins with /, for example --flag /v1/chat/completions.',
  ],
  [
    variableName,
    'sk-123',
    'what was given is not the name of a variable.',
    'Give the name, never the key itself, for example --flag OPENAI_API_KEY.',
  ],
  [knob, 'lanes', '"lanes" is not KNOB=VALUE.', 'Give both, for example --flag lanes=4.'],
  [
    dialect,
    'opnai-chat',
    'no dialect is called "opnai-chat".',
    'Did you mean openai-chat? Known: plain, openai-chat.',
  ],
  [dialect, 'xyz', 'no dialect is called "xyz".', 'Known: plain, openai-chat.'],
]
test.each(refused)('what is not allowed is refused: %#', (parser, given, message, hint) => {
  expect(parser(given, '--flag')).toEqual({ refusals: [{ message, hint }] })
})
