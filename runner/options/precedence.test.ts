import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gather } from './gather.ts'
import { OPTION_NAMES, type OptionName } from './options.ts'
import type { Problem } from './problem.ts'
import { resolveRun } from './resolve-run.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Case {
  readonly flag?: string
  readonly env?: string
  readonly file?: string
}

function sources({ flag, env, file }: Case) {
  writeFileSync(join(folder, 'streamgauge.yaml'), file === undefined ? '' : `rate: ${file}\n`)
  return {
    flags: new Map<OptionName, string[]>(flag === undefined ? [] : [['rate', [flag]]]),
    env: env === undefined ? {} : { STREAMGAUGE_RATE: env },
    cwd: folder,
    commandLine: [],
    terminal: false,
  }
}

test.each<[Case, number]>([
  [{ flag: '1', env: '2', file: '3' }, 1],
  [{ flag: '1', env: '2' }, 1],
  [{ flag: '1', file: '3' }, 1],
  [{ flag: '1' }, 1],
  [{ env: '2', file: '3' }, 2],
  [{ env: '2' }, 2],
  [{ file: '3' }, 3],
  [{}, 50],
])('flag, then environment, then file, then default: %j gives a rate of %d', (given, rate) => {
  const resolution = resolveRun(sources(given))
  expect(resolution).toMatchObject({
    run: { plan: { scenarios: [{ load: { ratePerSecond: rate } }] } },
  })
})

test('only the text that wins must be right', () => {
  expect(resolveRun(sources({ flag: '1', env: 'fast', file: 'slow' }))).toHaveProperty('run')
  expect(resolveRun(sources({ env: 'fast', file: '3' }))).toMatchObject({
    problems: [{ message: 'STREAMGAUGE_RATE: "fast" is not a rate.' }],
  })
  expect(resolveRun(sources({ file: 'slow' }))).toMatchObject({
    problems: [{ message: 'streamgauge.yaml:1: rate: "slow" is not a rate.' }],
  })
})

test('lists are replaced as a whole, not joined over the sources', () => {
  writeFileSync(join(folder, 'streamgauge.yaml'), 'route: [direct, nginx]\n')
  const given = { ...sources({}), flags: new Map<OptionName, string[]>([['route', ['direct']]]) }
  writeFileSync(join(folder, 'streamgauge.yaml'), 'route: [direct, nginx]\n')
  expect(gather(given, []).get('route')).toEqual({ where: '--route', texts: ['direct'] })
})

test('every option but the file itself can be given in all three ways', () => {
  const problems: Problem[] = []
  const names = OPTION_NAMES.filter((name) => name !== 'config')
  writeFileSync(join(folder, 'streamgauge.yaml'), names.map((name) => `${name}: text`).join('\n'))
  const env = Object.fromEntries(
    names.map((name) => [`STREAMGAUGE_${name.toUpperCase().replaceAll('-', '_')}`, 'text']),
  )
  const nothing = { flags: new Map(), cwd: folder, commandLine: [], terminal: false }
  expect([...gather({ ...nothing, env: {} }, problems).keys()]).toEqual(names)
  expect([...gather({ ...nothing, env }, problems).values()].map(({ where }) => where)).toEqual(
    Object.keys(env),
  )
  expect(problems).toEqual([])
})
