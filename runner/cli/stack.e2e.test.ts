import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inFolder, ROOT, streamgauge } from '../e2e/streamgauge.ts'

/** Runs `streamgauge stack WORDS` with nothing on PATH but a docker that notes its words and runs the given script. */
const withDocker = (script: string | undefined, words: readonly string[]) =>
  inFolder(async (folder) => {
    const log = join(folder, 'log')
    writeFileSync(log, '')
    const docker = join(folder, 'docker')
    if (script !== undefined) {
      writeFileSync(docker, `#!/bin/sh\necho "$@" >> ${log}\n${script}\n`)
      chmodSync(docker, 0o755)
    }
    const ended = await streamgauge(['stack', ...words], { PATH: folder })
    return { ...ended, asked: readFileSync(log, 'utf8').trim().split('\n') }
  })

const FILE = join(ROOT, 'docker-compose.yml')

test('up waits until all is healthy, and prints where it is', async () => {
  const { code, stdout, asked } = await withDocker('exit 0', ['up'])
  expect(code).toBe(0)
  expect(stdout).toContain('Grafana: http://127.0.0.1:3000\n')
  expect(asked.at(-1)).toBe(`compose --file ${FILE} up --detach --build --wait`)
})

test('down stops it', async () => {
  const { code, stdout, asked } = await withDocker('exit 0', ['down'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(asked.at(-1)).toBe(`compose --file ${FILE} down`)
})

test.each([
  ['no docker', undefined, 3, 'there is no docker'],
  ['no engine', '[ "$1" != info ]', 3, 'engine does not answer'],
  ['no compose', '[ "$1" != compose ]', 3, 'no plugin compose'],
  ['a container that does not start', '[ "$4" != up ]', 1, 'docker compose up ended with 1'],
])('%s is said', async (_, script, code, part) => {
  const ended = await withDocker(script, ['up'])
  expect(ended.code).toBe(code)
  expect(ended.stderr).toContain(part)
})

test.each([[[]], [['sideways']], [['up', 'down']]])('%j is wrong usage', async (words) => {
  const { code, asked } = await withDocker('exit 0', words)
  expect({ code, asked }).toEqual({ code: 2, asked: [''] })
})
