import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_FIXTURE } from './fixture/generate-run.ts'
import { writeFixtureRun } from './fixture/write-run.ts'
import { judgeFolder, NotAResultsFolder, writeReports } from './index.ts'
import { type Line, openResultsFolder } from './results-folder.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'streamgauge-analysis-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true })
})

function lines(text: string): readonly Line[] {
  writeFileSync(join(directory, 'x'), text)
  return [...openResultsFolder(directory).lines('x')]
}

describe('lines of a file', () => {
  test.each([
    ['nothing', '', []],
    ['one line', 'a\n', [{ text: 'a', whole: true }]],
    ['an empty line', '\n', [{ text: '', whole: true }]],
    [
      'a torn last line',
      'a\nb',
      [
        { text: 'a', whole: true },
        { text: 'b', whole: false },
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected)
  })

  test('longer than what is read at once, and characters over the border', () => {
    const long = 'ä€😀'.repeat(300_000)
    const found = lines(`x${long}\nyy${long}\n`)
    // Compared as a whole: a difference of two megabytes is nothing to print.
    expect(found.map(({ text }) => text).join('|') === `x${long}|yy${long}`).toBe(true)
  })

  test('a file that is not there has none', () => {
    expect([...openResultsFolder(directory).lines('nothing')]).toEqual([])
  })
})

test('a folder is judged and its reports are written, with nothing else left', () => {
  writeFixtureRun(directory, { ...DEFAULT_FIXTURE, streams: 60, faultRatio: 0 })
  const judged = judgeFolder(directory)
  expect(judged.summary.verdict.exitCode).toBe(0)
  writeReports(directory, judged)
  expect(readdirSync(directory).toSorted()).toEqual([
    'junit.xml',
    'records.ndjson',
    'report.html',
    'report.md',
    'run.json',
    'summary.json',
    'truth.ndjson',
  ])
  expect(JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8'))).toMatchObject({ v: 1 })
})

test('the same files give the same reports', () => {
  writeFixtureRun(directory, { ...DEFAULT_FIXTURE, streams: 60 })
  const read = (): string => readFileSync(join(directory, 'summary.json'), 'utf8')
  writeReports(directory, judgeFolder(directory))
  const first = read()
  writeReports(directory, judgeFolder(directory))
  expect(read()).toBe(first)
})

test.each([
  ['is missing', undefined, 'there is no run.json'],
  ['is no JSON', '{', 'not a JSON object'],
  ['is of another version', '{"v":2}', 'v is 2, expected 1'],
  ['lacks a list', '{"v":1,"seed":1}', 'scenarios is not a list'],
])('a folder whose run.json %s cannot be judged', (_, text, problem) => {
  if (text !== undefined) writeFileSync(join(directory, 'run.json'), text)
  expect(() => judgeFolder(directory)).toThrow(NotAResultsFolder)
  expect(() => judgeFolder(directory)).toThrow(problem)
})
