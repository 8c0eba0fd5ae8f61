import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TruthLine } from '../core/truth.ts'
import { type SpawnedMock, spawnMock } from '../mock-llm/testing/spawned-mock.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'streamgauge-ear-'))
const GO = 'go'
let k6 = ''
let mock: SpawnedMock

beforeAll(async () => {
  k6 = execFileSync(process.execPath, [join(here, '../runner/launch.mjs'), 'build-k6'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim()
  mock = await spawnMock(['--ttft', '20ms', '--gap', '20ms', '--tokens', '8'])
})

afterAll(async () => {
  await mock.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What is asked of the mock beside its settings, as part of a URL. */
const asking = (overrides: object): string =>
  `mock=${encodeURIComponent(JSON.stringify(overrides))}`

interface Line {
  readonly end?: true
  readonly reason?: string
  readonly records?: number
  readonly started?: number
  readonly outcome?: string
  readonly tokens?: number
}

/** Runs a script; resolves to the lines of its records file. */
async function run(
  script: string,
  name: string,
  args: readonly string[],
): Promise<readonly Line[]> {
  const records = join(folder, `${name}.ndjson`)
  const start = ['run', '--quiet', '--no-usage-report', '--out', `streamgauge=${records}`]
  await promisify(execFile)(k6, [...start, ...args, script], { timeout: 120_000 })
  return linesOf(records) as readonly Line[]
}

const linesOf = (file: string): readonly unknown[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

const EXECUTORS: Readonly<Record<string, object>> = {
  'shared-iterations': { vus: 4, iterations: 12, maxDuration: '20s' },
  'per-vu-iterations': { vus: 4, iterations: 3, maxDuration: '20s' },
  'constant-vus': { vus: 4, duration: '1s' },
  'ramping-vus': { startVUs: 0, stages: [{ duration: '1s', target: 4 }], gracefulRampDown: '5s' },
  'constant-arrival-rate': { rate: 10, duration: '1s', preAllocatedVUs: 10 },
  'ramping-arrival-rate': {
    startRate: 1,
    timeUnit: '1s',
    stages: [{ duration: '2s', target: 20 }],
    preAllocatedVUs: 10,
  },
}

describe('every stream that was started leaves a record', () => {
  test.each(Object.entries(EXECUTORS))('under %s', async (executor, options) => {
    const script = join(folder, `${executor}.js`)
    writeFileSync(
      script,
      `import { open } from 'k6/x/streamgauge'
       export const options = { scenarios: { s: ${JSON.stringify({ executor, ...options })} } }
       export default async function () { await open({ url: '${mock.url}/chat/stream', body: '{"prompt":"p"}' }) }`,
    )
    const lines = await run(script, executor, [])
    const streams = lines.slice(0, -1)
    expect(streams.length).toBeGreaterThan(3)
    expect(new Set(streams.map(({ outcome }) => outcome))).toEqual(new Set(['complete']))
    expect(lines.at(-1)).toMatchObject({
      end: true,
      reason: 'finished',
      records: streams.length,
      started: streams.length,
    })
  })
})

const CUT = asking({ fault: { type: 'cut', afterTokens: 5, how: 'clean' } })

describe('the example', () => {
  test.each([
    ['chat', 'http', '/chat/stream', ['complete']],
    ['bare-text', 'http', '/chat/chunked', ['complete']],
    ['slow-reader', 'http', '/chat/stream', ['complete', 'complete']],
    ['cancel', 'http', '/chat/stream', ['cancelled', 'cancelled', 'cancelled']],
    ['resume', 'http', `/chat/stream?prompt=p&${CUT}`, ['truncated_clean', 'complete']],
    ['socket', 'ws', '/ws/chat', ['complete', 'cancelled']],
    ['realtime', 'ws', '/v1/realtime?model=m', ['complete', 'cancelled']],
  ] as const)('%s runs', async (name, scheme, path, outcomes) => {
    const lines = await runExample(name, `${scheme}://127.0.0.1:${mock.port}${path}`)
    expect(lines.slice(0, -1).map(({ outcome }) => outcome)).toEqual(outcomes)
  })
})

const runExample = (name: string, url: string): Promise<readonly Line[]> => {
  const once = ['--no-thresholds', '--vus', '1', '--iterations', '1']
  return run(join(here, 'examples', `${name}.js`), name, [...once, '-e', `URL=${url}`])
}

/** One stream by the dialect, as a scenario opens it: with a body alone. */
const realtimeScript = (url: string): string => `
  import { open } from 'k6/x/streamgauge'
  const content = [{ type: 'input_text', text: 'one two three' }]
  const messages = [
    { type: 'session.update', session: { type: 'realtime', instructions: 'four five' } },
    { type: 'conversation.item.create', item: { type: 'message', role: 'user', content } },
    { type: 'response.create', response: { max_output_tokens: 6 } },
  ]
  const common = { body: JSON.stringify({ messages }), headers: { 'x-mock-key': 'k' }, dialect: 'openai-realtime' }
  export default async function () {
    await open({ ...common, url: '${url}', stream: 'whole' })
    messages[2].response = {}
    const cancel = { afterTokens: 6, how: 'ws-message' }
    const body = JSON.stringify({ messages })
    await open({ ...common, body, url: '${url}&${asking({ tokens: 100_000, gapMs: 2 })}', stream: 'stopped', cancel })
  }`

test('Realtime: three messages make one answer, and the cancel of the table stops it at the server', async () => {
  const truth = join(folder, 'realtime-truth.ndjson')
  const own = await spawnMock(['--ttft', '5ms', '--gap', '5ms', '--tokens', '20', '--truth', truth])
  const script = join(folder, 'messages.js')
  writeFileSync(script, realtimeScript(`ws://127.0.0.1:${own.port}/v1/realtime?model=m`))
  const [whole, stopped] = await run(script, 'messages', ['--vus', '1', '--iterations', '1'])
  await own.stop()
  // The session's nine characters and the item's thirteen were heard, four to a token; the limit is the response's.
  expect(whole).toMatchObject({ outcome: 'length_limited', tokens: 6, inputTokens: 6 })
  expect(stopped).toMatchObject({ outcome: 'cancelled', cancel: { how: 'ws-message' } })
  const played = linesOf(truth) as readonly TruthLine[]
  const heard = played.find(({ stream }) => stream === 'stopped')
  expect(heard).toMatchObject({ outcome: 'client_gone', sent: stopped?.tokens })
  expect(heard?.sent).toBeGreaterThanOrEqual(6)
  expect(heard?.sent).toBeLessThan(1000)
})

test('a module of somebody else can build it in', () => {
  const building = ['test', '-tags', 'others', '-run', 'TestBuiltByOthers', '-v', '.']
  expect(execFileSync(GO, building, { cwd: here, encoding: 'utf8' })).toContain(
    '--- PASS: TestBuiltByOthers',
  )
})
