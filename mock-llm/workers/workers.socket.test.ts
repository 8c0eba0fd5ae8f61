import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TruthLine } from '../../core/truth.ts'
import { chunksOf, exchange, requestText } from '../testing/raw-client.ts'
import { spawnMock, type SpawnedMock } from '../testing/spawned-mock.ts'

const KEYS = 500
const FAULTS = [
  { type: 'drop', rate: 0.2 },
  { type: 'stall', afterTokens: 2, forMs: 1, rate: 0.2 },
  { type: 'status', code: 503, rate: 0.05 },
]
const OVERRIDES = JSON.stringify({ ttftMs: 1, gapMs: 0.3, gapCv: 0.5, tokens: 8, fault: FAULTS })
const folder = mkdtempSync(join(tmpdir(), 'streamgauge-workers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What every key got: its body, and the offsets at which its tokens were due. */
interface Got {
  readonly bodies: ReadonlyMap<string, string>
  readonly offsets: ReadonlyMap<string, readonly number[]>
  readonly instances: ReadonlySet<string>
}

async function play(mock: SpawnedMock, truth: string, atOnce: number): Promise<Got> {
  const bodies = new Map<string, string>()
  const keys = Array.from({ length: KEYS }, (_, i) => `k/${i}`)
  const queue = [...keys]
  const lane = async (): Promise<void> => {
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      const headers = { connection: 'close', 'x-mock-key': key, 'x-mock': OVERRIDES }
      const text = requestText('POST /chat/stream HTTP/1.1', headers, '{"prompt":"hi"}')
      const { head, body } = await exchange({ port: mock.port, text })
      const content = head.includes('chunked') ? chunksOf(body).chunks.join('') : body
      bodies.set(key, createHash('sha256').update(content).digest('hex'))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  await mock.stop()
  const lines = readFileSync(truth, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TruthLine)
  const offsets = new Map(
    lines.map((line) => [
      line.key,
      line.dueMs.map((due) => Math.round((due - line.arrivedMs) * 1_000) / 1_000),
    ]),
  )
  return { bodies, offsets, instances: new Set(lines.map((line) => line.instance)) }
}

async function run(name: string, workers: number, atOnce: number): Promise<Got> {
  const truth = join(folder, `${name}.ndjson`)
  const mock = await spawnMock(['--truth', truth, '--workers', String(workers), '--seed', '7'])
  return play(mock, truth, atOnce)
}

describe('the same seed and keys', () => {
  let first: Got
  beforeAll(async () => {
    first = await run('first', 1, KEYS)
  })

  it.each([
    ['one at a time', 1, 1],
    ['500 at once again', 1, KEYS],
    ['500 at once on two workers', 2, KEYS],
    ['one at a time on two workers', 2, 1],
  ] as const)('%s give the same bodies and due offsets', async (name, workers, atOnce) => {
    const got = await run(name, workers, atOnce)
    expect(got.instances.size).toBe(workers)
    expect(got.bodies.size).toBe(KEYS)
    expect(got.bodies).toEqual(first.bodies)
    expect(got.offsets).toEqual(first.offsets)
  })
})

describe('two workers', () => {
  it('show the metrics of both, follow one /control, and drain on SIGTERM', async () => {
    const truth = join(folder, 'together.ndjson')
    const mock = await spawnMock(['--workers', '2', '--truth', truth, '--ttft', '0', '--gap', '0'])
    const patched = await fetch(`${mock.url}/control`, { method: 'PATCH', body: '{"tokens":5}' })
    expect(patched.status).toBe(200)
    const ask = async (): Promise<string> => {
      const text = requestText('GET /chat/stream?prompt=hi HTTP/1.1', { connection: 'close' })
      return (await exchange({ port: mock.port, text })).body
    }
    const answers = await Promise.all(Array.from({ length: 10 }, ask))
    for (const body of answers) expect(body.match(/"token"/g)).toHaveLength(5)
    const metrics = await (await fetch(`${mock.url}/metrics`)).text()
    expect(metrics).toContain('mock_streams_total{outcome="played"} 10\n')
    const text = requestText(
      'POST /chat/stream HTTP/1.1',
      { 'x-mock': '{"gapMs":30,"tokens":6}' },
      '{"prompt":"long"}',
    )
    let signalled = false
    const last = await exchange({
      port: mock.port,
      text,
      until: (received) => {
        if (!signalled && received.includes('"token"')) {
          signalled = true
          mock.child.kill('SIGTERM')
        }
        return received.endsWith('0\r\n\r\n')
      },
    })
    expect(last.body).toContain('[DONE]')
    const code = await new Promise((resolve) => {
      if (mock.child.exitCode !== null) resolve(mock.child.exitCode)
      else mock.child.once('exit', resolve)
    })
    expect(code).toBe(0)
    expect(readFileSync(truth, 'utf8').trim().split('\n')).toHaveLength(11)
  })
})
