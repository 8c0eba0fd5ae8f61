import { expect, it } from 'vitest'
import { profileNamed } from '../../core/profile/profiles.ts'
import { readControl } from './profile-schema.ts'
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

const PACE = '"pace":{"gapMs":{"percentiles":[0,100],"values":[5,9]},"likeness":0.2}'

it('a measured pace is served until a gap is given by itself, by a flag or by /control', () => {
  const files = { 'learned.json': `{"v":1,"learned":{"run":"r"},${PACE}}` }
  const found = resolve(['--profile', 'learned.json'], files)
  expect(found).toMatchObject({ settings: { profile: { pace: { likeness: 0.2 } } } })
  for (const flag of ['--gap', '--gap-cv']) {
    const given = resolve(['--profile', 'learned.json', flag, '0'], files)
    expect('settings' in given && given.settings.profile?.pace).toBeUndefined()
  }
  const before = 'settings' in found ? found.settings.profile : undefined
  const steady = profileNamed('steady')?.profile
  if (before === undefined || steady === undefined) throw new Error('no profile')
  const changed = (value: object) => {
    const change = readControl(value, before)
    return 'value' in change ? change.value.profile : undefined
  }
  expect(changed({ tokens: 3 })).toEqual({ ...before, tokens: 3 })
  expect(changed({ gapMs: 3 })).toMatchObject({ gapMs: 3, pace: undefined })
  expect(changed({ gapMs: 3, pace: before.pace })).toMatchObject({ gapMs: 3, pace: before.pace })
})

const failures = (...rates: readonly number[]) =>
  resolve(['--profile', 'f.json'], {
    'f.json': JSON.stringify({ failures: rates.map((rate) => ({ type: 'drop', rate })) }),
  })

it('failures exclude each other, so their rates cannot add up to more than 1', () => {
  expect(failures(0.5, 0.5)).toMatchObject({ settings: { profile: { failures: [{}, {}] } } })
  expect(failures(0.5, 0.6)).toMatchObject({
    problems: ['--profile f.json: failures: found rates of 1.1 together; allowed: at most 1'],
  })
})
