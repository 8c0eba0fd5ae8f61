import { expect, it } from 'vitest'
import type { TruthLine } from '../core/truth.ts'
import { chunksOf, exchange, requestText } from './testing/raw-client.ts'
import { runMock } from './testing/running-mock.ts'
import { wsClient } from './testing/ws-client.ts'

const PATHS = ['/chat/stream', '/chat/chunked?buffer=word', '/chat/resilient', '/chat/backpressure']
const SETTINGS = { tokens: 12, ttftMs: 1, gapMs: 0.2, gapCv: 0.5 }
const FAULTS = [
  { type: 'drop', rate: 0.3 },
  { type: 'status', code: 429, rate: 0.3 },
]
const OVERRIDES = { retryScale: 0.001, fault: FAULTS }

async function overHttp(port: number, path: string, key: string): Promise<string> {
  const answer = await exchange({
    port,
    text: requestText(
      `POST ${path} HTTP/1.1`,
      { connection: 'close', 'x-mock-key': key, 'x-mock': JSON.stringify(OVERRIDES) },
      '{"prompt":"hi"}',
    ),
  })
  const status = answer.head.split('\r\n')[0] ?? ''
  return status + (status.includes('200') ? chunksOf(answer.body).chunks.join('') : answer.body)
}

async function overSocket(port: number, key: string): Promise<string> {
  const client = await wsClient(`ws://127.0.0.1:${port}/ws/chat`)
  client.say({ type: 'message', prompt: 'hi', key, mock: OVERRIDES })
  await client.until(({ type }) => type === 'done' || type === 'error')
  client.ws.terminate()
  return client.raw.join('\n')
}

const offsets = (line: TruthLine): readonly number[] =>
  line.dueMs.map((due) => Math.round((due - line.arrivedMs) * 1_000))

/** Every body and every due offset of 500 keys, so many at once. */
async function bodies(together: number) {
  const mock = await runMock(SETTINGS)
  const keys = Array.from({ length: 500 }, (_, i) => `k/${i}`)
  const queue = [...keys]
  const got = new Map<string, string>()
  const lane = async (): Promise<void> => {
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      const path = PATHS[Number(key.slice(2)) % (PATHS.length + 1)]
      const { port } = mock
      got.set(key, await (path === undefined ? overSocket(port, key) : overHttp(port, path, key)))
    }
  }
  await Promise.all(Array.from({ length: together }, lane))
  const lines = await mock.truthOf(keys.length)
  await mock.stop()
  return { got, due: new Map(lines.map((line) => [line.key, offsets(line)])) }
}

it('the same seed and keys give the same bytes and due offsets at concurrency 1 and 500', async () => {
  const alone = await bodies(1)
  const crowded = await bodies(500)
  expect(crowded.got).toEqual(alone.got)
  expect(crowded.due).toEqual(alone.due)
  expect(new Set(alone.got.values()).size).toBeGreaterThan(300)
})
