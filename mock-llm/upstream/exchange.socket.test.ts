import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { targetOf } from '../testing/chained-mocks.ts'
import { exchange, type RawAnswer, requestText } from '../testing/raw-client.ts'
import { runMock, type RunningMock } from '../testing/running-mock.ts'

interface Heard {
  readonly req: IncomingMessage
  readonly body: Record<string, unknown>
}
type Answer = (res: ServerResponse, heard: Heard, n: number) => void

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A provider that the test itself plays, and a front before it. */
async function behind(
  answer: Answer,
  key = '',
): Promise<{ front: RunningMock; heard: Heard[]; server: Server }> {
  const heard: Heard[] = []
  const server = createServer((req, res) => {
    let text = ''
    req.on('data', (part) => {
      text += String(part)
    })
    req.on('end', () => {
      const one = { req, body: JSON.parse(text) }
      heard.push(one)
      answer(res, one, heard.length)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const front = await runMock({ upstream: targetOf(`http://127.0.0.1:${port}/v1`, key) })
  stops.push(
    () => front.stop(),
    () => {
      server.closeAllConnections()
      return once(server.close(), 'close')
    },
  )
  return { front, heard, server }
}

const post = (
  front: RunningMock,
  until?: (text: string) => boolean,
  path = '/chat/stream',
): Promise<RawAnswer> =>
  exchange({
    port: front.port,
    text: requestText(
      `POST ${path} HTTP/1.1`,
      { connection: 'close' },
      '{"prompt":"Hello, \\"you\\""}',
    ),
    ...(until === undefined ? {} : { until }),
  })
const event = (json: object): string => `data: ${JSON.stringify(json)}\n\n`
const said = (content: string): string =>
  event({ choices: [{ delta: { content }, finish_reason: null }] })
const STOP = event({ choices: [{ delta: {}, finish_reason: 'stop' }] })
const DONE = 'data: [DONE]\n\n'
const stream = (res: ServerResponse): ServerResponse =>
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })

describe('a request to the provider', () => {
  it('asks for a stream with usage, the prompt as a message of the user', async () => {
    const { front, heard } = await behind((res) => stream(res).end(said('a') + STOP + DONE), 'sk-1')
    await post(front)
    expect(heard[0]?.req.url).toBe('/v1/chat/completions')
    expect(heard[0]?.req.headers).toMatchObject({
      authorization: 'Bearer sk-1',
      'content-type': 'application/json',
      'accept-encoding': 'identity',
    })
    expect(heard[0]?.body).toEqual({
      model: 'mock',
      messages: [{ role: 'user', content: 'Hello, "you"' }],
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('is made again without usage where the server knows none, and never asks for it again', async () => {
    const { front, heard } = await behind((res, { body }) => {
      if (body['stream_options'] === undefined) stream(res).end(said('a') + STOP + DONE)
      else res.writeHead(400).end('{"error":{"message":"Unknown field: stream_options"}}')
    })
    expect((await post(front)).body).toContain('[DONE]')
    expect((await post(front)).body).toContain('[DONE]')
    expect(heard).toHaveLength(3)
    expect(front.truth[0]).toMatchObject({ outcome: 'played', upstream: { status: 200 } })
  })

  it('uses a connection again that has answered whole', async () => {
    const { front, heard } = await behind((res) => stream(res).end(said('a') + STOP + DONE))
    for (let i = 0; i < 3; i++) await post(front)
    expect(new Set(heard.map(({ req }) => req.socket.remotePort)).size).toBe(1)
  })
})

describe('an answer of the provider', () => {
  it('reaches the client delta by delta: each before the next is said', async () => {
    let next: (() => void) | undefined
    let res: ServerResponse | undefined
    const { front } = await behind((own) => {
      res = stream(own)
      res.flushHeaders()
      next?.()
    })
    let received = ''
    const answer = post(front, (text) => {
      received = text
      next?.()
      return false
    })
    const until = async (part: string): Promise<void> => {
      while (!received.includes(part)) {
        await new Promise<void>((resolve) => {
          next = resolve
        })
      }
    }
    await until('200 OK')
    for (const word of ['one', 'two', 'three']) {
      res?.write(said(word))
      await until(`{"token":"${word}"}`)
    }
    res?.write(STOP)
    res?.write(DONE)
    await until('data: [DONE]')
    res?.end()
    expect((await answer).ended).toBe('fin')
  })

  it('is over with its terminator, though the connection stays open; that is then closed', async () => {
    const { front, heard } = await behind((res) => void stream(res).write(said('a') + STOP + DONE))
    const answer = await post(front)
    expect(answer.body).toContain('data: [DONE]')
    const [only] = heard
    if (only !== undefined && !only.req.socket.destroyed) await once(only.req.socket, 'close')
    expect(only?.req.socket.destroyed).toBe(true)
    expect((await front.truthOf(1))[0]).toMatchObject({ outcome: 'played' })
  })

  it.each<readonly [string, Answer, number, string]>([
    [
      'a page',
      (res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      502,
      'its content-type is text/html',
    ],
    ['nothing', (res) => res.writeHead(204).end(), 502, 'answered 204'],
    ['another address', (res) => res.writeHead(302, { location: '/' }).end(), 502, 'answered 302'],
    [
      'an error that is a success',
      (res) =>
        res
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"error":{"message":"No."}}'),
      502,
      '"No."',
    ],
    [
      'an error that never ends',
      (res) => void res.writeHead(500).write('x'.repeat(100_000)),
      500,
      'answered 500',
    ],
    ['an end before its headers', (res) => res.destroy(), 502, 'cannot be reached'],
    ['rubbish', (res) => res.socket?.end('rubbish\r\n\r\n'), 502, 'cannot be reached'],
  ])('%s is an error', async (_, answer, status, words) => {
    const { front } = await behind(answer)
    const { head, body } = await post(front)
    expect(head).toContain(`HTTP/1.1 ${status} `)
    expect(body).toContain(words)
    expect((await front.truthOf(1))[0]?.outcome).toMatch(/^fault:upstream-/)
  })

  it('with a terminator but no finish reason is a cut one, and breaks', async () => {
    const { front } = await behind((res) => stream(res).end(said('a') + DONE))
    const { body, ended } = await post(front)
    expect([body.includes('[DONE]'), ended]).toEqual([false, 'reset'])
    expect((await front.truthOf(1))[0]?.outcome).toBe('fault:upstream-unfinished')
  })

  it('never tells the key, not even when the provider does', async () => {
    const { front } = await behind((res, { req }) => {
      const message = `Bad key: ${req.headers.authorization}`
      res
        .writeHead(401, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { message } }))
    }, 'sk-secret')
    for (const path of ['/chat/stream', '/chat/resilient']) {
      const { text } = await post(front, undefined, path)
      expect(text).toContain('Bad key: Bearer ***')
      expect(text).not.toContain('sk-secret')
    }
    await front.truthOf(2)
    expect(JSON.stringify(front.truth)).not.toContain('sk-secret')
  })

  it('that comes in within a stream is told without the key too', async () => {
    const { front } = await behind(
      (res) =>
        stream(res).end(
          said('a') + event({ error: { message: 'sk-secret is spent', code: 'quota' } }),
        ),
      'sk-secret',
    )
    const { text } = await post(front)
    expect(text).toContain('"message":"*** is spent","type":"quota"')
  })
})
