import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkOutFolder } from './out-folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const check = (name?: string) => checkOutFolder({ name, cwd: folder, where: '--out' })?.message

test('a new folder and an empty one are taken, and nothing is left behind', () => {
  mkdirSync(join(folder, 'empty'))
  expect(check('new/deeper')).toBeUndefined()
  expect(check('empty')).toBeUndefined()
  expect(check()).toBeUndefined()
  expect(readdirSync(folder)).toEqual(['empty'])
  expect(readdirSync(join(folder, 'empty'))).toEqual([])
})

test('the default folder may hold other runs', () => {
  mkdirSync(join(folder, 'results', 'before'), { recursive: true })
  expect(check()).toBeUndefined()
  expect(check('results')).toBe('--out: "results" exists and is not empty.')
})

test('a folder that holds anything, a file, and a place below a file are refused', () => {
  mkdirSync(join(folder, 'full'))
  writeFileSync(join(folder, 'full', '.hidden'), '')
  writeFileSync(join(folder, 'file'), '')
  expect(check('full')).toBe('--out: "full" exists and is not empty.')
  expect(check('file')).toBe('--out: "file" is a file.')
  expect(check('file/below')).toBe('--out: "file/below" lies below a file.')
})

test.runIf(process.platform === 'linux')('a virtual file system is refused at once', () => {
  expect(check('/proc/nowhere/deeper')).toBe(
    '--out: "/proc/nowhere/deeper" cannot be written (ENOENT: no such file or directory).',
  )
})
