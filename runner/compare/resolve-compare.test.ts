import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareCommand } from '../cli/compare-command.ts'
import { type OptionName, isOptionName } from '../options/options.ts'
import { readFlags } from '../options/read-flags.ts'
import { readValues } from '../options/read-values.ts'
import { COMPARE_OPTIONS, OWN_OPTIONS } from './options.ts'
import { resolveCompare } from './resolve-compare.ts'

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'compare-'))
})
afterAll(() => rmSync(cwd, { recursive: true }))

function resolve(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const flags = readFlags(words, COMPARE_OPTIONS, [])
  const ofRun = new Map<OptionName, readonly string[]>()
  const own = new Map<string, { where: string; texts: readonly string[] }>()
  for (const [name, texts] of flags) {
    if (isOptionName(name)) ofRun.set(name, texts)
    else own.set(name, { where: `--${name}`, texts })
  }
  return resolveCompare({
    flags: ofRun,
    own: readValues(OWN_OPTIONS, own, []),
    env,
    cwd,
    commandLine: ['streamgauge', 'compare', ...words],
    terminal: false,
  })
}

function planOf(words: readonly string[], env?: Readonly<Record<string, string>>) {
  const resolution = resolve(words, env)
  if ('problems' in resolution) throw new Error(JSON.stringify(resolution.problems))
  return resolution.run
}

const A = 'http://127.0.0.1:9001/v1'
const B = 'http://127.0.0.1:9002/api'

describe('two sides as one run', () => {
  test('two URLs: three ways, B to another place and another path, nothing between', () => {
    const { plan } = planOf([A, B, '--dialect', 'openai-chat', '--model', 'm'])
    expect(plan.routes.map(({ name, nginx, other }) => ({ name, nginx, other }))).toEqual([
      { name: 'A', nginx: undefined, other: undefined },
      { name: 'B', nginx: undefined, other: true },
      { name: 'A2', nginx: undefined, other: undefined },
    ])
    expect(plan.target).toMatchObject({ origin: 'http://127.0.0.1:9001' })
    expect(plan.path).toBe('/v1/chat/completions')
    expect(plan.other).toMatchObject({
      target: { origin: 'http://127.0.0.1:9002' },
      path: '/api/v1/chat/completions',
    })
    expect(plan.compare).toMatchObject({ a: A, b: B, pairs: 10 })
    expect(plan.canary).toBe(true)
  })

  test('two routes: one place, and the control takes the way of A', () => {
    const { plan } = planOf(['nginx:buffered', 'direct'])
    expect(plan.routes.map(({ name, nginx }) => [name, nginx])).toEqual([
      ['A', 'buffered'],
      ['B', undefined],
      ['A2', 'buffered'],
    ])
    expect(plan.other).toBeUndefined()
    expect(plan.routes.every(({ asked }) => asked)).toBe(true)
  })

  test('two profiles: two sets of mocks, direct unless a route is named', () => {
    const { plan } = planOf(['steady', 'lumpy', '--tokens', '20'])
    expect(plan.mock.profile).toEqual({ name: 'steady', given: ['tokens'] })
    expect(plan.other?.mock.profile).toEqual({ name: 'lumpy', given: ['tokens'] })
    expect(plan.routes.map(({ nginx }) => nginx)).toEqual([undefined, undefined, undefined])
    expect(planOf(['steady', 'lumpy', '--route', 'nginx']).plan.routes[1]).toMatchObject({
      nginx: 'streaming',
      other: true,
    })
  })

  test('the same twice is one place', () => {
    expect(planOf(['steady', 'steady']).plan.other).toBeUndefined()
    expect(planOf([A, A]).plan.other).toBeUndefined()
    expect(planOf(['mock', 'mock']).plan.other).toBeUndefined()
  })

  test('no floor of completion, but the limits that the user gives', () => {
    expect(planOf(['direct', 'nginx']).plan.completionFloor).toBeUndefined()
    expect(planOf(['direct', 'nginx', '--slo', 'ttft<1s']).plan.slos).toHaveLength(1)
  })

  test('further words are scenarios; blocks are 5 s unless their length is given', () => {
    const { plan } = planOf(['direct', 'nginx', 'baseline', '--pairs', '12'])
    expect(plan.scenarios).toMatchObject([{ name: 'baseline', durationMs: 60_000 }])
    expect(planOf(['direct', 'nginx', '--duration', '20s']).plan.scenarios[0]?.durationMs).toBe(
      20_000,
    )
    const fromEnvironment = planOf(['direct', 'nginx'], { STREAMGAUGE_DURATION: '20s' })
    expect(fromEnvironment.plan.scenarios[0]?.durationMs).toBe(20_000)
    const counted = planOf(['direct', 'nginx', '--streams', '700']).plan.scenarios[0]
    expect(counted).toMatchObject({ streams: 700 })
    expect(counted?.durationMs).toBeUndefined()
  })

  test('metrics with their margins; the default is eight', () => {
    expect(planOf(['direct', 'nginx']).plan.compare?.metrics).toHaveLength(8)
    const { plan } = planOf([
      'direct',
      'nginx',
      '--metric',
      'ttft:p99,completion',
      '--delta',
      '15%',
    ])
    expect(plan.compare?.metrics).toEqual([
      { name: 'ttft', percentile: 0.99, delta: 0.15 },
      { name: 'completion', delta: 0.01 },
    ])
  })

  test('blocks that will be too small are said beforehand, with what it takes', () => {
    const { notices } = planOf(['direct', 'nginx', '--rate', '5', '--duration', '20s'])
    expect(notices).toContain(
      'a block of quick will hold about 10 streams, and ttft:p95, gap:p95 will be inconclusive: 59 are needed (--streams 590).',
    )
    expect(planOf(['direct', 'nginx']).notices).toEqual([])
  })

  test('a target that is not this machine: careful with both, and what A costs is said', () => {
    const { plan, notices } = planOf(['http://127.0.0.1:9001', 'https://api.example.com'])
    expect(plan.target).toMatchObject({ loopback: false })
    expect(plan.scenarios).toMatchObject([{ streams: 60, load: { ratePerSecond: 2 } }])
    expect(notices.join('\n')).toMatch(/^plan for https:\/\/api\.example\.com/mu)
    const remote = planOf(['https://api.example.com', 'http://127.0.0.1:9001'])
    expect(remote.notices).toContain('A is measured twice: once more as its own control.')
  })

  test('no secret in the plan', () => {
    const [one, two] = [9001, 9002].map((port) => `http://me:secret-word@127.0.0.1:${port}`)
    const { plan, secrets } = planOf([one ?? '', two ?? ''])
    expect(JSON.stringify(plan)).not.toContain('secret-word')
    expect(plan.compare?.b).toBe('http://***@127.0.0.1:9002')
    expect(secrets.values).toContain('secret-word')
  })
})

describe('what is refused', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['one side', ['direct'], /takes two sides/u],
    ['no side', [], /takes two sides/u],
    ['an unknown word', ['direct', 'ngnix'], /B: "ngnix" is no URL.*Did you mean nginx\?/u],
    ['a route and a profile', ['direct', 'steady'], /A is a route and B is a profile/u],
    ['our mock and a URL', ['mock', A], /A is our mock and B is a target/u],
    ['a target besides two targets', [A, B, '--target', A], /--target: that is what A and B are/u],
    [
      'a route besides two routes',
      ['direct', 'nginx', '--route', 'nginx'],
      /--route: that is what/u,
    ],
    ['two routes besides two targets', [A, B, '--route', 'direct,nginx'], /2 routes are named/u],
    [
      'different users',
      ['http://a:b12345@127.0.0.1:1', 'http://c:d12345@127.0.0.1:2'],
      /different users/u,
    ],
    ['profiles of a URL', ['steady', 'lumpy', '--target', A], /says what our mock serves/u],
    ['no such scenario', ['direct', 'nginx', 'bse'], /no scenario is called "bse"/u],
  ])('%s', (_, words, said) => {
    const resolution = resolve(words)
    const problems = 'problems' in resolution ? resolution.problems : []
    expect(problems.map(({ message, hint }) => `${message} ${hint}`).join('\n')).toMatch(said)
  })

  test('what is wrong with both sides is said once', () => {
    const resolution = resolve([A, B, '--rate', 'fast', '--seed', '-1'])
    expect('problems' in resolution && resolution.problems).toHaveLength(2)
  })

  test('a share of a load, from the environment', () => {
    const resolution = resolve(['direct', 'nginx'], { STREAMGAUGE_SEGMENT: '1/2' })
    expect('problems' in resolution && resolution.problems.map(({ message }) => message)).toEqual([
      'a comparison is not shared among generators, but segment is given.',
    ])
  })

  test.each(['9', '0', '1001', 'many'])('--pairs %s: exit 2', async (pairs) => {
    let said = ''
    const code = await compareCommand.run(['direct', 'nginx', '--pairs', pairs], {
      out: () => undefined,
      err: (text) => (said += text),
      env: {},
      cwd,
      terminal: false,
    })
    expect(code).toBe(2)
    expect(said).toMatch(/^streamgauge: --pairs: .* from 10 to 1000/u)
  })
})
