import { connect } from 'node:net'
import { Ajv } from 'ajv'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type {
  RealtimeClientEvent,
  RealtimeServerEvent,
  ResponseDoneEvent,
} from 'openai/resources/realtime/realtime'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RunningMock } from '../testing/running-mock.ts'
import { API_KEY, mocked, MODEL, plainText, PROMPT, sdkMock, WEATHER } from './asked.ts'

let mock: RunningMock
let text: string
beforeAll(async () => {
  mock = await sdkMock()
  text = await plainText(mock)
})
afterAll(() => mock.stop())

const open: OpenAIRealtimeWS[] = []
afterEach(() => {
  for (const realtime of open.splice(0)) realtime.close()
})

interface Client {
  readonly say: (event: RealtimeClientEvent) => void
  /** The events up to the first of that type, that one too. */
  readonly until: (type: RealtimeServerEvent['type']) => Promise<readonly RealtimeServerEvent[]>
}

/** The SDK insists on TLS; the connection that it is given goes to the mock without. */
function clientOf(overrides: object = {}): Client {
  const client = new OpenAI({ baseURL: `${mock.url}/v1`, apiKey: API_KEY })
  const options = {
    headers: mocked(overrides),
    createConnection: () => connect(mock.port, '127.0.0.1'),
  }
  const realtime = new OpenAIRealtimeWS({ model: MODEL, options }, client)
  open.push(realtime)
  const events: RealtimeServerEvent[] = []
  let look: (() => void) | undefined
  realtime.on('event', (event) => {
    events.push(event)
    look?.()
  })
  realtime.on('error', () => undefined)
  return {
    say: (event) => realtime.send(event),
    until: (type) =>
      new Promise((resolve) => {
        look = () => {
          const at = events.findIndex((event) => event.type === type)
          if (at >= 0) resolve(events.splice(0, at + 1))
        }
        look?.()
      }),
  }
}

const ITEM = {
  type: 'message' as const,
  role: 'user' as const,
  content: [{ type: 'input_text' as const, text: PROMPT }],
}
const deltasIn = (events: readonly RealtimeServerEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []))
const doneIn = (events: readonly RealtimeServerEvent[]): ResponseDoneEvent['response'] => {
  const last = events.at(-1)
  if (last?.type !== 'response.done') throw new Error('the response is not done')
  return last.response
}

async function conversation(overrides: object = {}): Promise<Client> {
  const client = clientOf(overrides)
  await client.until('session.created')
  client.say({ type: 'conversation.item.create', item: ITEM })
  await client.until('conversation.item.done')
  return client
}

describe('openai realtime', () => {
  it('has the text of every dialect, in the order of events that the API has', async () => {
    const client = await conversation()
    client.say({ type: 'response.create' })
    const events = await client.until('response.done')
    expect(deltasIn(events)).toHaveLength(24)
    expect(deltasIn(events).join('')).toBe(text)
    const types = events.map((event) => event.type)
    expect(types.filter((type, i) => type !== types[i - 1])).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'conversation.item.done',
      'response.done',
    ])
    expect(new Set(events.map((event) => Reflect.get(event, 'event_id'))).size).toBe(events.length)
    expect(doneIn(events)).toMatchObject({
      status: 'completed',
      output: [{ content: [{ type: 'output_text', text }] }],
      usage: { input_tokens: 3, output_tokens: 24, total_tokens: 27 },
    })
  })

  it('takes its input with the response too, and one response after the other', async () => {
    const client = clientOf()
    await client.until('session.created')
    const response = { input: [ITEM], output_modalities: ['text' as const] }
    client.say({ type: 'response.create', response })
    const first = await client.until('response.done')
    const metadata = { 'x-mock-key': 'sdk/2', 'x-mock': '{"tokens":3}' }
    client.say({ type: 'response.create', response: { ...response, metadata } })
    const second = await client.until('response.done')
    expect(deltasIn(first).join('')).toBe(text)
    expect(deltasIn(second)).toHaveLength(3)
    expect(text.startsWith(deltasIn(second).join(''))).toBe(false)
    expect(doneIn(first).id).not.toBe(doneIn(second).id)
  })

  it('is incomplete at the limit of the session', async () => {
    const client = await conversation()
    client.say({ type: 'session.update', session: { type: 'realtime', max_output_tokens: 4 } })
    const [updated] = await client.until('session.updated')
    expect(updated).toMatchObject({ session: { max_output_tokens: 4 } })
    client.say({ type: 'response.create' })
    const events = await client.until('response.done')
    expect(deltasIn(events)).toHaveLength(4)
    expect(doneIn(events)).toMatchObject({
      status: 'incomplete',
      status_details: { reason: 'max_output_tokens' },
    })
  })

  it('stops at a cancel, and answers again', async () => {
    const client = await conversation({ tokens: 100_000, gapMs: 5 })
    client.say({ type: 'response.create' })
    const begun = await client.until('response.output_text.delta')
    client.say({ type: 'response.cancel' })
    const rest = await client.until('response.done')
    const said = deltasIn([...begun, ...rest])
    expect(doneIn(rest)).toMatchObject({
      status: 'cancelled',
      output: [{ status: 'incomplete', content: [{ text: said.join('') }] }],
      usage: { output_tokens: said.length },
    })
    expect(mock.truth.at(-1)).toMatchObject({ outcome: 'client_gone', path: '/v1/realtime' })
    const metadata = { 'x-mock': '{"tokens":3}' }
    client.say({ type: 'response.create', response: { metadata } })
    expect(deltasIn(await client.until('response.done'))).toHaveLength(3)
  })

  it('calls the tool with arguments that its schema allows', async () => {
    const client = await conversation()
    const tools = [{ type: 'function' as const, name: 'weather', parameters: WEATHER }]
    client.say({ type: 'response.create', response: { tools, tool_choice: 'required' } })
    const events = await client.until('response.done')
    const fragments = events.flatMap((event) =>
      event.type === 'response.function_call_arguments.delta' ? [event.delta] : [],
    )
    expect(fragments.length).toBeGreaterThan(3)
    expect(new Ajv().validate(WEATHER, JSON.parse(fragments.join('')))).toBe(true)
    expect(doneIn(events).output).toMatchObject([
      { type: 'function_call', name: 'weather', arguments: fragments.join('') },
    ])
  })

  it.each<readonly [unknown, object]>([
    [{ type: 'response.cancel' }, { code: 'response_cancel_not_active' }],
    [{ type: 'input_audio_buffer.clear' }, { param: 'type', message: expect.any(String) }],
    [{ type: 'conversation.item.create' }, { param: 'item' }],
    [
      { type: 'response.create', response: { max_output_tokens: 0 } },
      { param: 'response.max_output_tokens' },
    ],
    [
      { type: 'response.create', response: { output_modalities: ['audio'] } },
      { param: 'response.output_modalities[0]' },
    ],
    [
      { type: 'response.create', response: { metadata: { 'x-mock': '{"tokens":null}' } } },
      { param: 'tokens' },
    ],
  ])('answers %j by an error, and the socket stays', async (event, error) => {
    const client = await conversation()
    client.say(event as RealtimeClientEvent)
    expect((await client.until('error')).at(-1)).toMatchObject({
      error: { type: 'invalid_request_error', ...error },
    })
    client.say({ type: 'response.create' })
    expect(doneIn(await client.until('response.done')).status).toBe('completed')
  })

  it('refuses a second response while one runs', async () => {
    const client = await conversation({ gapMs: 10 })
    client.say({ type: 'response.create' })
    client.say({ type: 'response.create' })
    const events = await client.until('response.done')
    expect(deltasIn(events).join('')).toBe(text)
    expect(events.find((event) => event.type === 'error')).toMatchObject({
      error: { code: 'conversation_already_has_active_response' },
    })
  })

  it.each([
    [{ type: 'error', afterTokens: 2, kind: 'server_error' }, 2, 'server_error'],
    [{ type: 'status', code: 429 }, 0, 'rate_limit_exceeded'],
  ])('has the fault %j as an error', async (fault, tokens, code) => {
    const client = await conversation()
    const metadata = { 'x-mock': JSON.stringify({ fault }) }
    client.say({ type: 'response.create', response: { metadata } })
    const events = await client.until('error')
    expect(deltasIn(events)).toHaveLength(tokens)
    expect(events.at(-1)).toMatchObject({ error: { code } })
  })
})

it.each([
  ['/v1/realtime', '{}', 400],
  ['/v1/realtime?model=m', '{"tokens":null}', 400],
  ['/v1/realtime?model=m', '{"fault":{"type":"status","code":503}}', 503],
])('the handshake of %s with x-mock %s is refused with %i', async (path, overrides, status) => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(mock.port, '127.0.0.1')
    let all = ''
    socket.on('data', (part) => (all += part.toString('latin1')))
    socket.once('close', () => resolve(all))
    const rows = [
      `GET ${path} HTTP/1.1`,
      'host: mock',
      'upgrade: websocket',
      'connection: Upgrade',
      'sec-websocket-version: 13',
      'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
      `x-mock: ${overrides}`,
    ]
    socket.write(`${rows.join('\r\n')}\r\n\r\n`)
  })
  expect(answer).toContain(`HTTP/1.1 ${status} `)
})
