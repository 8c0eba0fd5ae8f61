import { connect, type Socket } from 'node:net'
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

/** A stream that holds its slot until the socket is destroyed. */
const holder = ({ port }: RunningMock): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        requestText(
          'POST /chat/stream HTTP/1.1',
          { 'x-mock': '{"tokens":1000000}' },
          '{"prompt":"hold"}',
        ),
      )
    })
    socket.once('data', () => resolve(socket))
  })
const sumOf = (...parts: readonly (number | undefined)[]): number =>
  parts.reduce<number>((sum, part) => sum + (part ?? Number.NaN), 0)
async function queued({ url }: RunningMock, depth: number): Promise<void> {
  const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text()
  while (!(await metrics()).includes(`mock_queue_depth ${depth}\n`)) await Promise.resolve()
}

it('with one slot the second request waits for the first, and says for how long', async () => {
  mock = await runMock({ profile: { ...profile, load: { slots: 1, queue: 1 } } })
  const running = mock
  const held = await holder(running)
  const waiting = ask(running)
  await queued(running, 1)
  const refused = await ask(running)
  expect(refused.head).toContain(' 503 ')
  expect(refused.head).toContain('retry-after: 1\r\n')
  expect(refused.head).not.toContain('retry-after-ms')
  held.destroy()
  const { head } = await waiting
  expect(head).toContain(' 200 ')
  const [turned, first, second] = await running.truthOf(3)
  expect(turned).toMatchObject({ outcome: 'fault:queue-full', sent: 0 })
  expect(first).toMatchObject({ outcome: 'client_gone' })
  expect(second).toMatchObject({ outcome: 'played', sent: 4 })
  expect(head).toContain(`x-mock-queued-ms: ${second?.queuedMs?.toFixed(3)}\r\n`)
  expect(second?.dueMs[0]).toBeCloseTo(sumOf(second?.arrivedMs, second?.queuedMs), 2)
  expect(second?.tokenMs[0]).toBeGreaterThanOrEqual(first?.clientGoneMs ?? Infinity)
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
  const held = await holder(mock)
  const socket = connect(mock.port, '127.0.0.1', () => {
    socket.write(requestText('POST /chat/stream HTTP/1.1', {}, '{"prompt":"left"}'))
  })
  await queued(mock, 1)
  socket.destroy()
  expect((await mock.truthOf(1))[0]).toMatchObject({ outcome: 'client_gone', sent: 0 })
  await queued(mock, 0)
  const next = ask(mock)
  await queued(mock, 1)
  held.destroy()
  expect((await next).head).toContain(' 200 ')
})
