import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'

const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'streamgauge-ear-'))
const GO = 'go'
const GAP_MS = 20
const TOKENS = 8
let k6 = ''
let server: Server
let host = ''

/** Writes the pieces of an answer one after the other, then ends it. */
function trickle(pieces: readonly string[], write: (piece: string) => void, end: () => void): void {
  const [first, ...rest] = pieces
  if (first === undefined) {
    end()
    return
  }
  write(first)
  setTimeout(() => trickle(rest, write, end), GAP_MS)
}

const words = Array.from({ length: TOKENS }, (_, i) => `word${i} `)

/** An endpoint that numbers its events and cuts the first answer of a client that comes without `Last-Event-ID`. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://server')
  const write = (piece: string): unknown => response.write(piece)
  const end = (): unknown => response.end()
  if (pathname === '/chunked') {
    response.writeHead(200, { 'content-type': 'text/plain' })
    trickle(words, write, end)
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const lastId = Number(request.headers['last-event-id'] ?? -1)
  const events = words.map((token, i) => `id: ${i}\ndata: ${JSON.stringify({ token })}\n\n`)
  const cut = pathname === '/cut' && lastId < 0
  const some = cut ? events.slice(0, 3) : events.slice(lastId + 1)
  trickle(cut ? some : [...some, 'data: [DONE]\n\n'], write, end)
}

beforeAll(async () => {
  k6 = execFileSync(process.execPath, [join(here, '../runner/launch.mjs'), 'build-k6'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim()
  server = createServer(answer)
  new WebSocketServer({ server }).on('connection', (socket) => {
    let stopped = false
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data) && data.toString('utf8') === '{"type":"cancel"}') {
        stopped = true
        socket.send('{"type":"done","cancelled":true}')
        socket.close(1000)
        return
      }
      trickle(
        words,
        (content) => {
          if (!stopped) socket.send(JSON.stringify({ type: 'token', content }))
        },
        () => {
          if (!stopped) socket.send('{"type":"done"}')
          socket.close(1000)
        },
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Line {
  readonly end?: true
  readonly reason?: string
  readonly records?: number
  readonly started?: number
  readonly outcome?: string
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
  return readFileSync(records, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line))
}

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
       export default async function () { await open({ url: 'http://${host}/stream' }) }`,
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

describe('the example', () => {
  test.each([
    ['chat', 'http', '/stream', ['complete']],
    ['bare-text', 'http', '/chunked', ['complete']],
    ['slow-reader', 'http', '/stream', ['complete', 'complete']],
    ['cancel', 'http', '/stream', ['cancelled', 'cancelled', 'cancelled']],
    ['resume', 'http', '/cut', ['truncated_clean', 'complete']],
    ['socket', 'ws', '/ws', ['complete', 'cancelled']],
  ] as const)('%s runs', async (name, scheme, path, outcomes) => {
    const once = ['--no-thresholds', '--vus', '1', '--iterations', '1']
    const script = join(here, 'examples', `${name}.js`)
    const lines = await run(script, name, [...once, '-e', `URL=${scheme}://${host}${path}`])
    expect(lines.slice(0, -1).map(({ outcome }) => outcome)).toEqual(outcomes)
  })
})

test('a module of somebody else can build it in', () => {
  const building = ['test', '-tags', 'others', '-run', 'TestBuiltByOthers', '-v', '.']
  expect(execFileSync(GO, building, { cwd: here, encoding: 'utf8' })).toContain(
    '--- PASS: TestBuiltByOthers',
  )
})
