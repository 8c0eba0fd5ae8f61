import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfigFile } from './config-file.ts'
import type { Problem } from './problem.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read(text: string) {
  writeFileSync(join(folder, 'mine.yaml'), text)
  const problems: Problem[] = []
  const found = readConfigFile({ name: 'mine.yaml', where: '--config' }, folder, problems)
  const texts = Object.fromEntries([...found].map(([name, given]) => [name, given.texts]))
  return { texts, problems: problems.map(({ message, hint }) => `${message} ${hint}`) }
}

test.each<[string, Record<string, readonly string[]>]>([
  ['', {}],
  ['# nothing but a comment\n', {}],
  ['rate: 20', { rate: ['20'] }],
  ['rate: 300/m\nduration: 30s', { rate: ['300/m'], duration: ['30s'] }],
  ['http: 1.1', { http: ['1.1'] }],
  ['seed: 9007199254740993', { seed: ['9007199254740993'] }],
  ['insecure: true', { insecure: ['true'] }],
  ['slo: ttft<500ms,gap<100ms', { slo: ['ttft<500ms,gap<100ms'] }],
  ['route: [direct, nginx]', { route: ['direct', 'nginx'] }],
  ['scenario: baseline', { scenario: ['baseline'] }],
  ['header: "x-team: search"', { header: ['x-team: search'] }],
  ['header:\n  - "x-a: 1"\n  - x-b: 2', { header: ['x-a: 1', 'x-b: 2'] }],
  ['header:\n  x-a: 1\n  x-b: 2', { header: ['x-a: 1', 'x-b: 2'] }],
  ['rate: &r 20\nstreams: *r', { rate: ['20'], streams: ['20'] }],
  ['header: |\n  x-a: 1\n  x-b: 2\n', { header: ['x-a: 1\nx-b: 2\n'] }],
  ['\uFEFFrate: 20', { rate: ['20'] }],
  ['{"rate": "20"}', { rate: ['20'] }],
])('%j is read', (text, texts) => {
  expect(read(text)).toEqual({ texts, problems: [] })
})

test.each([
  ['\nraet: 20', 'mine.yaml:2: raet: no option is called so. Did you mean rate?'],
  [
    'xyzzy: 20',
    'mine.yaml:1: xyzzy: no option is called so. The names are those of the flags; `streamgauge run --help` lists them.',
  ],
  ['maxTokens: 20', 'mine.yaml:1: maxTokens: no option is called so. Did you mean max-tokens?'],
  ['rate:', 'mine.yaml:1: rate: holds no value. Give one value.'],
  ['rate: [1, 2]', 'mine.yaml:1: rate: holds something else than values. Give one value.'],
  ['rate: {a: 1}', 'mine.yaml:1: rate: holds something else than values. Give one value.'],
  [
    'rate: 20\n---\nseed: 1',
    'mine.yaml:2: a second document begins. Give one option a line, for example rate: 20.',
  ],
  ['route:', 'mine.yaml:1: route: holds no value. Give a value or a list of them.'],
  ['just words', 'mine.yaml: holds no options. Give one option a line, for example rate: 20.'],
  [
    'rate: 20\nrate: 30',
    'mine.yaml:2: an option is given twice. Give one option a line, for example rate: 20.',
  ],
])('%j is refused', (text, problem) => {
  expect(read(text).problems).toEqual([problem])
})

test('broken YAML is named by its line', () => {
  expect(read('rate: 20\nduration: "30s').problems[0]).toMatch(
    /^mine\.yaml:2: .*Give one option a line/u,
  )
})

test('a file that is named must be there; the default one need not', () => {
  const problems: Problem[] = []
  readConfigFile({ name: 'none.yaml', where: 'STREAMGAUGE_CONFIG' }, folder, problems)
  expect(problems.map(({ message }) => message)).toEqual([
    'STREAMGAUGE_CONFIG: "none.yaml" cannot be read (ENOENT: no such file or directory).',
  ])
  const none: Problem[] = []
  expect(readConfigFile(undefined, folder, none).size).toBe(0)
  expect(none).toEqual([])
})
