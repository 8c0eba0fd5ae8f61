import { expect, it } from 'vitest'
import { resolveSettings } from './resolve-settings.ts'

const resolve = (argv: readonly string[], files: Readonly<Record<string, string>> = {}) =>
  resolveSettings({
    argv,
    env: {},
    readText(path) {
      const text = files[path]
      if (text === undefined) throw new Error('ENOENT: no such file')
      return text
    },
  })

it('a profile by name gives its tables, and a flag beside it wins', () => {
  const plain = resolve(['--profile', 'chat'])
  expect(plain).toMatchObject({ settings: { profile: { prefillMs: 0.1, gapMs: 20, gapCv: 0.3 } } })
  expect(resolve(['--tokens', '9', '--profile', 'chat', '--ttft', '50ms'])).toMatchObject({
    settings: { profile: { tokens: 9, ttftMs: 50, prefillMs: 0, gapCv: 0.3 } },
  })
})

it('a profile from a file fills what it leaves out from the one it names', () => {
  const files = { 'mine.yaml': 'profile: reasoning\ngapMs: 5\nfaults: [{type: drop, rate: 0.1}]' }
  expect(resolve(['--profile', 'mine.yaml'], files)).toMatchObject({
    settings: {
      profile: { gapMs: 5, prefillMs: 0.15, faults: [{ type: 'drop', rate: 0.1 }] },
    },
  })
})

it('everything that is wrong with a profile is said at once', () => {
  const files = { 'bad.json': '{"gapMs":-1,"speed":3,"faults":[{"type":"no"}],"load":{"slots":0}}' }
  const resolved = resolve(['--profile', 'bad.json'], files)
  const problems = 'problems' in resolved ? resolved.problems.join('\n') : ''
  for (const part of ['gapMs: found -1', 'speed: unknown name', 'fault[0].type', 'load.slots']) {
    expect(problems).toContain(part)
  }
})

it.each([
  ['none', '--profile: found "none"; allowed: steady, chat'],
  ['gone.yaml', '--profile gone.yaml: cannot be read: ENOENT'],
])('--profile %s is refused', (name, part) => {
  const resolved = resolve(['--profile', name])
  expect('problems' in resolved ? resolved.problems[0] : '').toContain(part)
})
