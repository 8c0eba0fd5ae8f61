import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'streamgauge-test-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

test('makes a folder and those above it, and is content with one that exists', () => {
  makeFolder(join(base, 'a', 'b'))
  makeFolder(join(base, 'a', 'b'))
  expect(statSync(join(base, 'a', 'b')).isDirectory()).toBe(true)
})

test.each([
  ['below a file', () => join(base, 'file', 'b')],
  ['where a file is', () => join(base, 'file')],
  ['below /proc, where mkdir with recursive never returns', () => '/proc/1/x/y'],
])('throws %s', (_, path) => {
  writeFileSync(join(base, 'file'), '')
  expect(() => makeFolder(path())).toThrow(/E[A-Z]+/u)
})
