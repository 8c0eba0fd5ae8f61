import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DIALECTS } from '../../core/dialect/dialects.ts'
import { readDialect } from './dialect-file.ts'
import { dialectSchema } from './dialect-schema.ts'
import type { Problem } from './problem.ts'

const root = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const EXAMPLE = /```json\n(.+?)```/su.exec(root('docs/dialects.md'))?.[1] ?? ''

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read(text: string) {
  writeFileSync(join(folder, 'mine.json'), text)
  const problems: Problem[] = []
  const file = { name: 'mine.json', cwd: folder, where: '--dialect', hint: '' }
  const dialect = readDialect(file, problems)
  return { dialect, faults: problems.map((p) => p.message.replace('--dialect: "mine.json", ', '')) }
}

/** The example with changes by path; `undefined` leaves a field out. */
function changed(changes: Readonly<Record<string, unknown>>): string {
  const table = JSON.parse(EXAMPLE) as object
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const owner = keys.reduce<object>((at, key) => Reflect.get(at, key) as object, table)
    Reflect.set(owner, last, value)
  }
  return JSON.stringify(table)
}

test('the example of the documents is a table, without the line for editors', () => {
  const { dialect, faults } = read(EXAMPLE)
  expect(faults).toEqual([])
  const { $schema: _, ...table } = JSON.parse(EXAMPLE) as { $schema: string }
  expect(dialect).toEqual(table)
})

describe('the table type, the schema and the tables that we ship say the same', () => {
  const validate = new Ajv2020().compile(JSON.parse(root('schema/dialect.schema.json')) as object)

  test('the shipped schema is the current one', () => {
    expect(JSON.parse(root('schema/dialect.schema.json'))).toEqual(
      z.toJSONSchema(dialectSchema) as unknown,
    )
  })

  test.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))(
    '%s, under a name of its own, is taken as it is',
    (_, dialect) => {
      const own = { ...dialect, name: 'mine' }
      expect(validate(own), JSON.stringify(validate.errors)).toBe(true)
      expect(read(JSON.stringify(own))).toEqual({ dialect: own, faults: [] })
    },
  )
})

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  [
    'a mistyped value',
    { transport: 'see' },
    'transport: found "see", allowed is sse, ndjson, chunked, ws; did you mean sse?',
  ],
  ['a missing field', { name: undefined }, 'name: found nothing, allowed is a text.'],
  [
    'a mistyped field',
    { 'request.bdy': {} },
    'request.bdy: no field has this name; did you mean body?',
  ],
  [
    'a mistyped field of a choice',
    { 'decode.terminator': { kind: 'data', equals: 'x', pth: 'y' } },
    'decode.terminator.pth: no field has this name; did you mean path?',
  ],
  [
    'an unknown choice',
    { 'decode.terminator.kind': 'dta' },
    'decode.terminator.kind: found "dta", allowed is data, event, path; did you mean data?',
  ],
  [
    'a list that holds something else',
    { 'decode.content': ['a', 3] },
    'decode.content.1: found 3, allowed is a text.',
  ],
  [
    'a path that is none',
    { 'request.path': 'speak' },
    'request.path: found "speak", allowed is a path that begins with /.',
  ],
  [
    'an empty text',
    { 'decode.finish': '' },
    'decode.finish: found "", allowed is a text that is not empty.',
  ],
  [
    'a name of ours',
    { name: 'plain' },
    'name: found "plain", which is a dialect that we ship; choose another name.',
  ],
  [
    'a framing of another transport',
    { framing: 'raw' },
    'framing: found "raw", allowed with the transport sse is sse.',
  ],
  [
    'no text at all',
    { 'decode.content': [] },
    'decode.content: found [], allowed is a list of one path or more.',
  ],
  [
    'too small a number',
    { 'request.defaultMaxTokens': 0 },
    'request.defaultMaxTokens: found 0, allowed is 1 or more.',
  ],
])('%s is a fault with its path', (_, changes, fault) => {
  expect(read(changed(changes))).toEqual({ dialect: undefined, faults: [fault] })
})

test('all faults are named at once', () => {
  expect(read(changed({ transport: 1, framing: 'x', 'decode.error': 'e' })).faults).toHaveLength(3)
})

test.each(['', '{', '[]', 'null', '"plain"'])('%j is not a table', (text) => {
  expect(read(text).dialect).toBeUndefined()
  expect(read(text).faults).toHaveLength(1)
})
