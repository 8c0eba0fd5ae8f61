import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPTIONS } from './options.ts'
import { readFlags } from './read-flags.ts'
import { resolveRun } from './resolve-run.ts'
import type { ResolvedRun } from './resolved-run.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function resolve(
  words: readonly string[],
  env: Record<string, string> = {},
  terminal = false,
): ResolvedRun {
  const resolution = resolveRun({
    flags: readFlags(words, OPTIONS, []),
    env,
    cwd: folder,
    commandLine: ['streamgauge', 'run', ...words],
    terminal,
  })
  if ('problems' in resolution) throw new Error(JSON.stringify(resolution.problems))
  return resolution.run
}

/** The bodies of the first scenario's first kind of stream. */
const bodiesOf = ({ scenarios }: ResolvedRun['plan']) => scenarios[0]?.variants[0]?.bodies ?? []

const LOCAL = ['--target', 'http://127.0.0.1:8000']
const REMOTE = ['--target', 'https://api.example.com/v1']
const open = (ratePerSecond: number) => ({
  kind: 'open',
  ratePerSecond,
  arrivals: { kind: 'constant' },
})

test.each<[string, readonly string[], object]>([
  ['quick on the mock', [], { name: 'quick', load: open(50), durationMs: 20_000, warmupMs: 2_000 }],
  [
    'baseline on the mock',
    ['baseline'],
    { name: 'baseline', load: open(20), durationMs: 30_000, warmupMs: 5_000 },
  ],
  [
    'a number of streams needs no duration and no warm-up',
    ['baseline', '--streams', '9'],
    { name: 'baseline', load: open(20), streams: 9, warmupMs: 0 },
  ],
  [
    'streams and duration, whichever comes first',
    ['--streams', '9', '--duration', '5s'],
    { name: 'quick', load: open(50), streams: 9, durationMs: 5_000, warmupMs: 0 },
  ],
  [
    'a warm-up that is asked for',
    ['--streams', '9', '--warmup', '1s'],
    { name: 'quick', load: open(50), streams: 9, warmupMs: 1_000 },
  ],
  [
    'a closed loop',
    ['--concurrency', '4'],
    {
      name: 'quick',
      load: { kind: 'closed', concurrency: 4 },
      durationMs: 20_000,
      warmupMs: 2_000,
    },
  ],
  [
    'a cap',
    ['--max-in-flight', '7', '--arrivals', 'gamma:2'],
    {
      name: 'quick',
      load: { kind: 'open', ratePerSecond: 50, arrivals: { kind: 'gamma', cv: 2 }, maxInFlight: 7 },
      durationMs: 20_000,
      warmupMs: 2_000,
    },
  ],
  [
    'a URL on this machine',
    LOCAL,
    { name: 'quick', load: open(50), durationMs: 20_000, warmupMs: 0 },
  ],
  ['quick on a URL elsewhere', REMOTE, { name: 'quick', load: open(2), streams: 60, warmupMs: 0 }],
  [
    'quick elsewhere with a duration',
    [...REMOTE, '--duration', '9s'],
    { name: 'quick', load: open(2), durationMs: 9_000, warmupMs: 0 },
  ],
  [
    'quick elsewhere with a rate',
    [...REMOTE, '--rate', '9'],
    { name: 'quick', load: open(9), streams: 60, warmupMs: 0 },
  ],
  [
    'baseline on a URL elsewhere',
    ['baseline', ...REMOTE],
    { name: 'baseline', load: open(20), durationMs: 30_000, warmupMs: 0 },
  ],
])('the load of %s', (_, words, scenario) => {
  expect(resolve(words).plan.scenarios).toMatchObject([scenario])
})

test.each<[string, readonly string[], readonly [string, string | undefined, boolean][]]>([
  [
    'the mock',
    [],
    [
      ['direct', undefined, false],
      ['nginx', 'streaming', false],
    ],
  ],
  ['a URL', LOCAL, [['direct', undefined, false]]],
  [
    'routes that are named',
    [...LOCAL, '--route', 'nginx:buffered,direct'],
    [
      ['nginx:buffered', 'buffered', true],
      ['direct', undefined, true],
    ],
  ],
])('the routes of %s', (_, words, routes) => {
  const found = resolve(words).plan.routes.map(({ name, nginx, asked }) => [name, nginx, asked])
  expect(found).toEqual(routes)
})

test('one way in two versions of HTTP is two routes, and --http 2 goes with that which speaks it', () => {
  const { plan } = resolve(['--route', 'nginx:tls,nginx:http2'])
  expect(plan.routes.map(({ nginx, http }) => [nginx, http])).toEqual([
    ['tls', '1.1'],
    ['tls', '2'],
  ])
  expect(resolve(['--route', 'nginx:http2', '--http', '2']).plan.http).toBe('2')
})

test('everything else has its default', () => {
  const { plan, secrets, notices } = resolve([])
  expect(plan).toMatchObject({
    target: { kind: 'mock' },
    dialect: { name: 'plain' },
    method: 'POST',
    path: '/chat/stream',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    http: '1.1',
    insecure: false,
    seed: 1,
    probe: true,
    timeouts: { firstMs: 30_000, stallMs: 15_000, totalMs: 600_000 },
    drainMs: 605_000,
    keepRaw: false,
    mock: { ttftMs: 200, gapMs: 20, tokens: 64 },
    slos: [],
    completionFloor: 0.99,
    quiet: false,
    color: false,
    json: false,
  })
  expect(bodiesOf(plan).length).toBeGreaterThan(3)
  expect(secrets).toEqual({ headers: {}, values: [] })
  expect(notices).toEqual([])
})

test('the plan is frozen to its leaves, plain data, and free of undefined', () => {
  const { plan } = resolve(REMOTE)
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
  expect(Object.isFrozen(plan)).toBe(true)
  expect(Object.isFrozen(plan.scenarios[0]?.load)).toBe(true)
})

test('the drain is the longest time-out and 5 s, unless it is given', () => {
  const limits = ['--timeout-first', '8s', '--timeout-stall', '9s', '--timeout-total', '7s']
  expect(resolve(limits).plan.drainMs).toBe(14_000)
  expect(resolve([...limits, '--drain', '0']).plan.drainMs).toBe(0)
})

test('completion is gated unless an SLO names it or there is to be none', () => {
  expect(resolve(['--slo', 'ttft<1s']).plan).toMatchObject({
    completionFloor: 0.99,
    slos: [{ name: 'ttft' }],
  })
  expect(resolve(['--slo', 'completion>0.5']).plan).not.toHaveProperty('completionFloor')
  expect(resolve(['--slo', 'none']).plan).not.toHaveProperty('completionFloor')
  expect(resolve(['--slo', 'none']).plan.slos).toEqual([])
})

test('a URL is joined with the path of the dialect, or the one that is given', () => {
  const chat = ['--dialect', 'openai-chat', '--model', 'm']
  expect(resolve([...REMOTE, ...chat]).plan).toMatchObject({
    target: {
      kind: 'url',
      url: 'https://api.example.com/v1/chat/completions',
      origin: 'https://api.example.com',
      loopback: false,
    },
    path: '/v1/chat/completions',
  })
  expect(resolve([...LOCAL, '--path', '/x?y=1']).plan).toMatchObject({
    target: { url: 'http://127.0.0.1:8000/x?y=1', loopback: true },
    path: '/x?y=1',
  })
})

test('the mock has a model of its own; elsewhere short answers are asked for, unless said otherwise', () => {
  const chat = ['--dialect', 'openai-chat']
  expect(bodiesOf(resolve(chat).plan)[0]).toContain('"model":"mock"')
  expect(bodiesOf(resolve(chat).plan)[0]).not.toContain('max_tokens')
  const elsewhere = [...REMOTE, ...chat, '--model', 'm']
  expect(bodiesOf(resolve(elsewhere).plan)[0]).toContain('"max_tokens":128')
  expect(bodiesOf(resolve([...elsewhere, '--max-tokens', '9']).plan)[0]).toContain('"max_tokens":9')
})

test('what a dialect needs goes into path, headers and body', () => {
  const gemini = resolve(['--dialect', 'gemini', '--model', 'g 1']).plan
  expect(gemini.path).toBe('/v1beta/models/g%201:streamGenerateContent?alt=sse')
  expect(resolve(['--dialect', 'gemini']).plan.path).toContain('/models/mock:')
  const anthropic = resolve(['--dialect', 'anthropic']).plan
  expect(anthropic.headers).toMatchObject({ 'anthropic-version': '2023-06-01' })
  expect(bodiesOf(anthropic)[0]).toContain('"max_tokens":4096')
  const short = resolve(['--dialect', 'anthropic', '--max-tokens', '9']).plan
  expect(bodiesOf(short)[0]).toContain('"max_tokens":9')
})

test('GET has no body', () => {
  const { plan } = resolve(['--method', 'GET'])
  expect(plan.method).toBe('GET')
  expect(bodiesOf(plan)).toEqual([])
  expect(plan.headers).not.toHaveProperty('content-type')
})

test('files are read: prompts, and a body with places for them', () => {
  writeFileSync(join(folder, 'p.jsonl'), '{"prompt":"a \\"b\\""}\n"c"\n')
  writeFileSync(join(folder, 'b.json'), '{"q":"{{prompt}}","m":"{{model}}"}')
  const { plan } = resolve(['--prompts', 'p.jsonl', '--body', 'b.json', '--model', 'm'])
  expect(bodiesOf(plan)).toEqual(['{"q":"a \\"b\\"","m":"m"}', '{"q":"c","m":"m"}'])
})

test('what has no effect is said', () => {
  expect(resolve(['--model', 'm', '--max-tokens', '5']).notices).toEqual([
    '--model has no effect: the dialect plain has no place for it.',
    '--max-tokens has no effect: the dialect plain has no place for it.',
  ])
})

test.each<[readonly string[], string]>([
  [
    ['--dialect', 'openai-chat', '--model', 'm'],
    'quick: 60 streams at 2/s; at most 61 streams and 7808 output tokens, 128 each.',
  ],
  [
    ['--dialect', 'openai-chat', '--model', 'm', '--no-probe', '--route', 'direct,nginx'],
    'quick: 60 streams at 2/s, on each of 2 routes; at most 120 streams and 15360 output tokens, 128 each.',
  ],
  [
    ['baseline', '--rate', '1', '--duration', '1m', '--warmup', '5s'],
    'baseline: streams at 1/s for 1m; at most 66 streams, each with as many output tokens as the target likes.',
  ],
  [
    ['baseline', '--streams', '5', '--dialect', 'openai-chat', '--model', 'm'],
    'baseline: 5 streams at 20/s; at most 6 streams, each with as many output tokens as the target likes (--max-tokens limits them).',
  ],
  [
    [
      'baseline',
      '--concurrency',
      '3',
      '--dialect',
      'openai-chat',
      '--model',
      'm',
      '--max-tokens',
      '9',
    ],
    'baseline: streams by 3 lanes for 30s; any number of streams with at most 9 output tokens each.',
  ],
])('what a target elsewhere will be asked for is said first: %j', (words, text) => {
  expect(resolve([...REMOTE, ...words]).notices).toEqual([
    `plan for https://api.example.com: ${text}`,
  ])
})

test('no secret stands in the plan, whichever way it came', () => {
  const { plan, secrets } = resolve(
    [
      '--target',
      'http://user77:passw0rd@127.0.0.1:8000',
      '--header',
      'X-Api-Key: key-11111111',
      '--header',
      'x-team: search',
    ],
    {},
  )
  const text = JSON.stringify(plan)
  for (const secret of ['user77', 'passw0rd', 'key-11111111', 'dXNlcjc3']) {
    expect(text).not.toContain(secret)
  }
  expect(secrets.headers).toEqual({
    authorization: 'Basic dXNlcjc3OnBhc3N3MHJk',
    'x-api-key': 'key-11111111',
  })
  expect(plan.config).toMatchObject({
    target: 'http://127.0.0.1:8000/',
    header: { authorization: '***', 'x-api-key': '***', 'x-team': 'search' },
  })
})

test('the key behind --api-key-env is sent and nowhere else to be found', () => {
  const { plan, secrets } = resolve([...REMOTE, '--api-key-env', 'API_KEY'], {
    API_KEY: 'sk-12345678\n',
  })
  expect(secrets.headers).toEqual({ authorization: 'Bearer sk-12345678' })
  expect(JSON.stringify(plan)).not.toContain('sk-12345678')
  expect(plan.config).toMatchObject({ 'api-key-env': 'API_KEY' })
})

test.each<[string, readonly string[], boolean]>([
  ['a URL', LOCAL, true],
  ['a URL, where it is switched off', [...LOCAL, '--no-canary'], false],
  ['our mock', [], true],
  ['our mock, where it is switched off', ['--no-canary'], false],
])('canary streams beside the load against %s: %j %s', (_, words, canary) => {
  expect(resolve(words).plan.canary).toBe(canary)
})

test('the configuration in the report names every option as the file does', () => {
  expect(resolve(['--rate', '300/m', '--seed', '7', '--ttft', '1s']).plan.config).toEqual({
    scenarios: [
      { scenario: 'quick', rate: '5/s', arrivals: 'constant', duration: '20s', warmup: '2s' },
    ],
    target: 'mock',
    route: ['direct', 'nginx'],
    dialect: 'plain',
    method: 'POST',
    path: '/chat/stream',
    header: { accept: 'text/event-stream', 'content-type': 'application/json' },
    http: '1.1',
    insecure: false,
    ttft: '1s',
    gap: '20ms',
    tokens: 64,
    seed: 7,
    probe: true,
    canary: true,
    'timeout-first': '30s',
    'timeout-stall': '15s',
    'timeout-total': '10m',
    drain: '605s',
    slo: [],
    'keep-raw': false,
  })
})

test.each<[readonly string[], Record<string, string>, boolean, boolean]>([
  [[], {}, true, true],
  [[], {}, false, false],
  [['--no-color'], {}, true, false],
  [[], { NO_COLOR: '1' }, true, false],
  [[], { NO_COLOR: '' }, true, true],
  [[], { STREAMGAUGE_NO_COLOR: 'true' }, true, false],
  [['--no-color=false'], { STREAMGAUGE_NO_COLOR: 'true' }, true, true],
])('colour with %j, %j, terminal %s: %s', (words, env, terminal, color) => {
  expect(resolve(words, env, terminal).plan.color).toBe(color)
})
