import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from './problem.ts'
import { readPrompts } from './prompts-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read(content: string | Uint8Array) {
  writeFileSync(join(folder, 'p.jsonl'), content)
  const problems: Problem[] = []
  const prompts = readPrompts(
    { name: 'p.jsonl', cwd: folder, where: '--prompts', hint: '' },
    problems,
  )
  return { prompts, problems: problems.map(({ message }) => message) }
}

test.each([
  ['{"prompt":"a"}\n{"prompt":"b","id":1}\n', ['a', 'b']],
  ['"a"\n"b\\nc"', ['a', 'b\nc']],
  ['{"prompt":"a"}\r\n\r\n"b"\r\n', ['a', 'b']],
  ['\uFEFF"a"\n', ['a']],
])('%j holds prompts', (content, prompts) => {
  expect(read(content)).toEqual({ prompts, problems: [] })
})

test.each([
  ['"a"\nhello\n', ['--prompts: "p.jsonl", line 2 is not JSON.']],
  ['"a"\n\n{"text":"b"}', ['--prompts: "p.jsonl", line 3 holds no "prompt" that is a string.']],
  ['5', ['--prompts: "p.jsonl", line 1 holds no "prompt" that is a string.']],
  ['null', ['--prompts: "p.jsonl", line 1 holds no "prompt" that is a string.']],
  ['" "', ['--prompts: "p.jsonl", line 1 holds an empty prompt.']],
  ['', ['--prompts: "p.jsonl" holds no prompt.']],
  [new Uint8Array([0x22, 0xff, 0x22]), ['--prompts: "p.jsonl" is not UTF-8 text.']],
])('%j is refused by line', (content, problems) => {
  expect(read(content).problems).toEqual(problems)
})

test('many bad lines are counted, not listed', () => {
  const { problems } = read('x\n'.repeat(100))
  expect(problems).toHaveLength(6)
  expect(problems.at(-1)).toBe('--prompts: "p.jsonl" has 95 more bad lines.')
})

test('a file that cannot be read is named, with the reason', () => {
  const problems: Problem[] = []
  readPrompts({ name: 'none.jsonl', cwd: folder, where: '--prompts', hint: '' }, problems)
  readPrompts({ name: '.', cwd: folder, where: '--prompts', hint: '' }, problems)
  expect(problems.map(({ message }) => message)).toEqual([
    '--prompts: "none.jsonl" cannot be read (ENOENT: no such file or directory).',
    '--prompts: "." cannot be read (EISDIR: illegal operation on a directory).',
  ])
})

test.runIf(process.platform === 'linux')('a file that never ends is given up', () => {
  const problems: Problem[] = []
  const file = { name: '/dev/zero', cwd: folder, where: '--prompts', hint: 'Give another.' }
  expect(readPrompts(file, problems)).toEqual([])
  expect(problems).toEqual([
    {
      code: 'unreadable-file',
      message: '--prompts: "/dev/zero" is larger than 64 MB.',
      hint: 'Give another.',
    },
  ])
})
