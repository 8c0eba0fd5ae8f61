import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { exchange, requestText } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'

let mock: RunningMock | undefined
afterEach(() => mock?.stop())

const profile = { ttftMs: 0, prefillMs: 0, gapMs: 20, gapCv: 0, tokens: 4, faults: [] }
const ask = (running: RunningMock, path = '/chat/stream') =>
  exchange({
    port: running.port,
    text: requestText(
      `POST ${path} HTTP/1.1`,
      { connection: 'close' },
      '{"prompt":"hi","model":"m","max_tokens":8,"stream":true,"messages":[{"role":"user","content":"hi"}]}',
    ),
  })

it('with one slot the second request waits for the first, and both say for how long', async () => {
  mock = await runMock({ profile: { ...profile, load: { slots: 1, queue: 1 } } })
  const running = mock
  const answers = await Promise.all([ask(running), ask(running), ask(running)])
  const heads = answers.map((answer) => answer.head)
  expect(heads.filter((head) => head.includes(' 503 '))).toHaveLength(1)
  expect(heads.find((head) => head.includes(' 503 '))).toContain('retry-after: 1')
  const waits = heads.flatMap((head) => {
    const ms = /x-mock-queued-ms: ([\d.]+)/.exec(head)?.[1]
    return ms === undefined ? [] : [Number(ms)]
  })
  expect(waits).toHaveLength(2)
  const lines = await running.truthOf(3)
  expect(lines.find((line) => line.outcome === 'fault:queue-full')).toMatchObject({ sent: 0 })
  const [first, second] = lines
    .filter((line) => line.outcome === 'played')
    .toSorted((a, b) => a.endMs - b.endMs)
  expect(second?.queuedMs).toBeGreaterThan(first?.queuedMs ?? Infinity)
  expect((second?.dueMs[0] ?? 0) - (second?.arrivedMs ?? 0)).toBeCloseTo(second?.queuedMs ?? 0, 2)
  expect(second?.tokenMs[0]).toBeGreaterThanOrEqual(first?.tokenMs[3] ?? Infinity)
})

it.each([
  ['/v1/chat/completions', 'x-ratelimit-remaining-requests: 0', '"type":"requests"'],
  ['/v1/messages', 'anthropic-ratelimit-requests-remaining: 0', '"type":"rate_limit_error"'],
])('a rate limit on %s answers 429 in the shape of the provider', async (path, header, body) => {
  mock = await runMock({ profile: { ...profile, load: { requestsPerMinute: 1 } } })
  const first = await ask(mock, path)
  expect(first.head).toContain(' 200 ')
  expect(first.head).toContain(header)
  const second = await ask(mock, path)
  expect(second.head).toContain(' 429 ')
  expect(second.head).toMatch(/retry-after: (59|60)/)
  expect(second.body).toContain(body)
})

it('a client that leaves while it waits frees its place in the queue', async () => {
  mock = await runMock({ profile: { ...profile, load: { slots: 1, queue: 1 } } })
  const running = mock
  const first = ask(running)
  await exchange({
    port: running.port,
    text: requestText('GET /health HTTP/1.1'),
    until: (text) => text.includes('ok'),
  })
  await new Promise<void>((resolve) => {
    const socket = connect(running.port, '127.0.0.1', () => {
      socket.write(requestText('POST /chat/stream HTTP/1.1', {}, '{"prompt":"left"}'), () => {
        setTimeout(() => {
          socket.destroy()
          resolve()
        }, 10)
      })
    })
  })
  expect((await first).head).toContain(' 200 ')
  const lines = await running.truthOf(2)
  expect(lines.find((line) => line.outcome === 'client_gone')).toMatchObject({ sent: 0 })
  expect((await ask(running)).head).toContain(' 200 ')
})
