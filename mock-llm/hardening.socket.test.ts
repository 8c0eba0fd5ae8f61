import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULTS, type Limits } from './door/settings.ts'
import { requestText } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'
import { wsClient } from './testing/ws-client.ts'

let mock: RunningMock
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await mock.stop()
})

const start = async (tls: boolean, limits: Partial<Limits> = {}): Promise<void> => {
  mock = await runMock({ tls, tokens: 3, limits: { ...DEFAULTS.limits, ...limits } })
}

/** A connection that says so much and no more; what it got until the server closed. */
function say(tls: boolean, text: string): Promise<string> {
  const { port } = mock
  return new Promise((resolve) => {
    const socket: Socket = tls
      ? connectTls({
          port,
          host: '127.0.0.1',
          rejectUnauthorized: false,
          ALPNProtocols: ['http/1.1'],
        })
      : connect(port, '127.0.0.1')
    sockets.push(socket)
    let got = ''
    socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(text))
    socket.on('data', (part: Buffer) => {
      got += part.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(got))
  })
}
const status = (answer: string): string => answer.slice(9, 12)
const HEAD = 'POST /chat/stream HTTP/1.1\r\nhost: mock\r\n'
const BODY = '{"prompt":"hi"}'

describe.each([
  ['HTTP/1.1', false],
  ['HTTP/1.1 over TLS', true],
])('%s', (_, tls) => {
  it.each([
    ['nothing', ''],
    ['a part of the request line', 'POST /cha'],
    ['headers without end', HEAD],
  ])('a client that sends %s is dropped', async (__, text) => {
    await start(tls, { headersMs: 50, requestMs: 10_000 })
    expect(status(await say(tls, text))).toBe('408')
  })

  it('a client that does not finish its body is dropped', async () => {
    await start(tls, { headersMs: 50, requestMs: 100 })
    expect(status(await say(tls, `${HEAD}content-length: 15\r\n\r\n{"prom`))).toBe('408')
    expect(mock.truth).toEqual([])
  })

  it('a stream that takes longer than any of these is left alone', async () => {
    await start(tls, { headersMs: 30, requestMs: 60, idleMs: 30 })
    const overrides = { 'x-mock': '{"ttftMs":150,"gapMs":150}', connection: 'close' }
    const answer = await say(tls, requestText('POST /chat/stream HTTP/1.1', overrides, BODY))
    expect(answer).toContain('[DONE]')
    expect(mock.truth[0]).toMatchObject({ outcome: 'played', sent: 3 })
  })

  it('a connection without a further request is closed', async () => {
    await start(tls, { idleMs: 50 })
    expect(await say(tls, requestText('POST /chat/stream HTTP/1.1', {}, BODY))).toContain('[DONE]')
  })

  it('headers above 32 KB are refused', async () => {
    await start(tls)
    const text = requestText('GET /health HTTP/1.1', { 'x-long': 'a'.repeat(33_000) })
    expect(status(await say(tls, text))).toBe('431')
    const within = { 'x-long': 'a'.repeat(30_000), connection: 'close' }
    expect(status(await say(tls, requestText('GET /health HTTP/1.1', within)))).toBe('200')
  })

  it('a body above 10 MB is refused, announced or not', async () => {
    await start(tls)
    const announced = requestText('POST /chat/stream HTTP/1.1', { 'content-length': '10485761' })
    expect(status(await say(tls, announced))).toBe('413')
    const chunk = `100000\r\n${'a'.repeat(0x10_0000)}\r\n`
    const streamed = `${HEAD}transfer-encoding: chunked\r\n\r\n${chunk.repeat(10)}1\r\na\r\n`
    expect(status(await say(tls, streamed))).toBe('413')
  })

  it('connections beyond the limit are closed at once, and those inside go on', async () => {
    await start(tls, { connections: 2 })
    const inside = [say(tls, HEAD), say(tls, HEAD)]
    await Promise.all(sockets.map(opened))
    expect(await say(tls, requestText('GET /health HTTP/1.1'))).toBe('')
    const [first] = sockets
    first?.write(`content-length: ${BODY.length}\r\nconnection: close\r\n\r\n${BODY}`)
    expect(await inside[0]).toContain('[DONE]')
    expect(
      status(await say(tls, requestText('GET /health HTTP/1.1', { connection: 'close' }))),
    ).toBe('200')
  })
})

/** The server has taken it: a connection that is refused is closed instead. */
const opened = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => resolve())
  })

describe('TLS', () => {
  it('a client that does not begin its handshake is dropped', async () => {
    await start(true, { headersMs: 50 })
    expect(await say(false, '')).toBe('')
  })
})

function session(): ClientHttp2Session {
  const one = connectHttp2(mock.url, { rejectUnauthorized: false })
  one.on('error', () => undefined)
  return one
}

describe('HTTP/2', () => {
  it('a connection without streams is closed, one with a silent stream is not', async () => {
    await start(true, { idleMs: 50 })
    const idle = session()
    const busy = session()
    const stream = busy.request({
      ':method': 'POST',
      ':path': '/chat/stream',
      'x-mock': '{"ttftMs":300}',
    })
    let text = ''
    stream.on('data', (part: Buffer) => {
      text += part.toString('latin1')
    })
    stream.end(BODY)
    await new Promise((resolve) => {
      idle.once('close', resolve)
    })
    await new Promise((resolve) => {
      stream.once('close', resolve)
    })
    expect(text).toContain('[DONE]')
    busy.destroy()
  })

  it.each(['a', '~'])(
    'headers above 32 KB are refused, those of %s too, whatever they compress to',
    async (one) => {
      await start(true)
      const client = session()
      const stream = client.request({ ':path': '/health', 'x-long': one.repeat(33_000) })
      let answered = 0
      stream.on('response', (headers) => {
        answered = Number(headers[constants.HTTP2_HEADER_STATUS])
      })
      stream.on('error', () => undefined)
      stream.resume()
      await new Promise((resolve) => {
        stream.once('close', resolve)
      })
      expect(answered).toBe(431)
      client.destroy()
    },
  )
})

describe('WebSockets', () => {
  it.each(['/ws/chat', '/v1/realtime?model=m'])(
    'a message above 1 MiB closes %s with 1009',
    async (target) => {
      await start(false)
      const within = await wsClient(`ws://127.0.0.1:${mock.port}${target}`)
      within.say({ type: 'x'.repeat(1024 * 1024 - 20) })
      await within.until(({ type }) => type === 'error')
      within.ws.terminate()
      const above = await wsClient(`ws://127.0.0.1:${mock.port}${target}`)
      above.say({ type: 'x'.repeat(1024 * 1024) })
      expect(await above.closed).toBe(1009)
    },
  )
})
