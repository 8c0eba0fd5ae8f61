import { afterEach, describe, expect, it } from 'vitest'
import type { LoadModel } from '../../core/profile/profile.ts'
import { exchange, requestText } from '../testing/raw-client.ts'
import { runMock, type RunningMock } from '../testing/running-mock.ts'
import { wsClient, type WsClient } from '../testing/ws-client.ts'

let mock: RunningMock
const clients: WsClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.ws.terminate()
  await mock.stop()
})

const PROFILE = { ttftMs: 0, prefillMs: 0, gapMs: 5, gapCv: 0, tokens: 4, faults: [] }
const serve = async (load: LoadModel): Promise<void> => {
  mock = await runMock({ profile: { ...PROFILE, load } })
}
async function open(target: string, overrides: object = {}): Promise<WsClient> {
  const headers = { 'x-mock': JSON.stringify(overrides) }
  const client = await wsClient(`ws://127.0.0.1:${mock.port}${target}`, headers)
  clients.push(client)
  return client
}
type Message = Record<string, unknown>
const field = (message: Message | undefined, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined,
    message,
  )

/** One endpoint: how it is asked, and how an answer ends. */
interface Endpoint {
  readonly target: string
  readonly ask: object
  readonly cancel: object
  readonly isToken: (message: Message) => boolean
  readonly isEnd: (message: Message) => boolean
  readonly code: (end: Message | undefined) => unknown
  readonly codes: { readonly full: unknown; readonly limited: unknown }
}
const CHAT: Endpoint = {
  target: '/ws/chat',
  ask: { type: 'message', prompt: 'hi' },
  cancel: { type: 'cancel' },
  isToken: ({ type }) => type === 'token',
  isEnd: ({ type }) => type === 'done' || type === 'error',
  code: (end) => end?.['code'],
  codes: { full: 503, limited: 429 },
}
const REALTIME: Endpoint = {
  target: '/v1/realtime?model=m',
  ask: { type: 'response.create' },
  cancel: { type: 'response.cancel' },
  isToken: ({ type }) => type === 'response.output_text.delta',
  isEnd: ({ type }) => type === 'response.done' || type === 'error',
  code: (end) => field(end, 'response', 'status_details', 'error', 'code'),
  codes: { full: 'overloaded', limited: 'rate_limit_exceeded' },
}

describe.each([CHAT, REALTIME])('the load model on $target', (endpoint) => {
  const asked = async (overrides: object = {}): Promise<WsClient> => {
    const client = await open(endpoint.target, overrides)
    client.say(endpoint.ask)
    return client
  }
  /** An answer that holds its slot until it is cancelled. */
  const holder = async (): Promise<WsClient> => {
    const client = await asked({ tokens: 1_000_000 })
    await client.until(endpoint.isToken)
    return client
  }
  const end = async (client: WsClient): Promise<Message | undefined> =>
    (await client.until(endpoint.isEnd)).at(-1)

  it('gives the one slot in order, and turns away beyond the queue; the socket stays', async () => {
    await serve({ slots: 1, queue: 1 })
    const first = await holder()
    const second = await asked()
    while (!(await metrics()).includes('mock_queue_depth 1\n')) await Promise.resolve()
    const third = await asked()
    expect(endpoint.code(await end(third))).toBe(endpoint.codes.full)
    first.say(endpoint.cancel)
    await end(second)
    third.say(endpoint.ask)
    const [refused, one, two, three] = await mock.truthOf(4)
    expect(refused).toMatchObject({ outcome: 'fault:queue-full', sent: 0 })
    expect([one, two, three].map((line) => line?.outcome)).toEqual([
      'client_gone',
      'played',
      'played',
    ])
    expect((two?.dueMs[0] ?? 0) - (two?.arrivedMs ?? 0)).toBeCloseTo(two?.queuedMs ?? 0, 2)
    expect(two?.tokenMs[0]).toBeGreaterThanOrEqual(one?.clientGoneMs ?? Infinity)
  })

  it('shares its slots with HTTP', async () => {
    await serve({ slots: 1, queue: 0 })
    await holder()
    const text = requestText(
      'POST /chat/stream HTTP/1.1',
      { connection: 'close' },
      '{"prompt":"x"}',
    )
    expect((await exchange({ port: mock.port, text })).head).toContain(' 503 ')
  })

  it.each(['cancel', 'close'])('a %s while it waits frees the place', async (how) => {
    await serve({ slots: 1, queue: 1 })
    const first = await holder()
    const waiting = await asked()
    while (!(await metrics()).includes('mock_queue_depth 1\n')) await Promise.resolve()
    if (how === 'cancel') waiting.say(endpoint.cancel)
    else waiting.ws.close()
    const [gone] = await mock.truthOf(1)
    expect(gone).toMatchObject({ outcome: 'client_gone', sent: 0 })
    expect(await metrics()).toContain('mock_queue_depth 0\n')
    first.say(endpoint.cancel)
    if (how === 'close') return
    await end(waiting)
    waiting.say(endpoint.ask)
    await end(waiting)
    expect((await mock.truthOf(3))[2]).toMatchObject({ outcome: 'played', sent: 4 })
  })

  it('slows down beyond the knee', async () => {
    await serve({ knee: 1 })
    await holder()
    const second = await asked()
    await end(second)
    const [line] = await mock.truthOf(1)
    expect((line?.dueMs[3] ?? 0) - (line?.dueMs[0] ?? 0)).toBeCloseTo(30, 2)
  })

  it('counts its answers against the rate limit', async () => {
    await serve({ requestsPerMinute: 1 })
    const client = await asked()
    expect(endpoint.code(await end(client))).toBeUndefined()
    client.say(endpoint.ask)
    expect(endpoint.code(await end(client))).toBe(endpoint.codes.limited)
    expect((await mock.truthOf(2))[1]).toMatchObject({ outcome: 'fault:rate-limit', sent: 0 })
  })

  it('takes no new answer and no new socket while the server drains', async () => {
    await serve({})
    const client = await asked({ gapMs: 50 })
    await client.until(endpoint.isToken)
    await fetch(`${mock.url}/control`, { method: 'PATCH', body: '{"drain":true}' })
    await end(client)
    expect(mock.truth[0]).toMatchObject({ outcome: 'played', sent: 4 })
    client.say(endpoint.ask)
    expect(await end(client)).toMatchObject({ type: 'error' })
    const text = requestText(`GET ${endpoint.target} HTTP/1.1`, {
      connection: 'Upgrade',
      upgrade: 'websocket',
    })
    const { head } = await exchange({ port: mock.port, text })
    expect(head).toMatch(/^HTTP\/1\.1 503 /)
    expect(head).toContain('retry-after: 5')
  })
})

const metrics = async (): Promise<string> => (await fetch(`${mock.url}/metrics`)).text()

it('/ws/chat says when to come again, in the error message', async () => {
  await serve({ slots: 1, queue: 0, refuseWith: 429, retryAfterS: 7 })
  const first = await open(CHAT.target, { tokens: 1_000_000 })
  first.say(CHAT.ask)
  await first.until(CHAT.isToken)
  const second = await open(CHAT.target)
  second.say(CHAT.ask)
  expect(await second.until(CHAT.isEnd)).toEqual([
    {
      type: 'error',
      message: 'The server is overloaded: every slot and the queue are taken.',
      code: 429,
      retryAfterS: 7,
    },
  ])
})

it('/v1/realtime tells its rate limits with each response, in the names of OpenAI', async () => {
  await serve({ requestsPerMinute: 60, tokensPerMinute: 6_000 })
  const client = await open(REALTIME.target)
  client.say(REALTIME.ask)
  const events = await client.until(({ type }) => type === 'rate_limits.updated')
  expect(events.at(-2)).toMatchObject({ type: 'response.created' })
  expect(events.at(-1)).toMatchObject({
    rate_limits: [
      { name: 'requests', limit: 60, remaining: 59 },
      { name: 'tokens', limit: 6_000, remaining: 5_996 },
    ],
  })
})
