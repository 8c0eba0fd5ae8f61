import { X509Certificate } from 'node:crypto'
import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { TruthLine } from '../../core/truth.ts'
import { chunksOf, exchange, requestText } from '../testing/raw-client.ts'
import { framedClient } from '../testing/data-frames.ts'
import { runMock, type RunningMock } from '../testing/running-mock.ts'
import { selfSigned } from './certificate.ts'

let secure: RunningMock
let plain: RunningMock
let session: ClientHttp2Session
beforeAll(async () => {
  const settings = { tokens: 5, gapMs: 2 }
  secure = await runMock({ ...settings, tls: true })
  plain = await runMock(settings)
  session = connect(secure.url, { rejectUnauthorized: false })
})
afterAll(async () => {
  session.close()
  await secure.stop()
  await plain.stop()
})

const BODY =
  '{"max_tokens":99,"prompt":"hi","model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}'
interface Answer {
  readonly headers: IncomingHttpHeaders
  readonly frames: readonly string[]
  readonly body: string
  /** Code of RST_STREAM; 0 for a regular end. */
  readonly code: number
}

function ask(path: string, overrides: object = {}): Promise<Answer> {
  return new Promise((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'x-mock-key': 'k/1',
      'x-mock': JSON.stringify(overrides),
    })
    let headers: IncomingHttpHeaders = {}
    const frames: string[] = []
    stream.on('response', (got) => {
      headers = got
    })
    stream.on('data', (part: Buffer) => frames.push(part.toString('latin1')))
    stream.on('error', () => undefined)
    stream.on('close', () =>
      resolve({ headers, frames, body: frames.join(''), code: stream.rstCode }),
    )
    stream.end(BODY)
  })
}

async function overHttp1(path: string, overrides: object = {}): Promise<string> {
  const mock = JSON.stringify(overrides)
  const headers = { connection: 'close', 'x-mock-key': 'k/1', 'x-mock': mock }
  const answer = await exchange({
    port: plain.port,
    text: requestText(`POST ${path} HTTP/1.1`, headers, BODY),
  })
  return chunksOf(answer.body).chunks.join('')
}

it('the certificate is self-signed, names loopback, and is another each time', () => {
  const { cert } = selfSigned('mock.test')
  const read = new X509Certificate(cert)
  expect(read.verify(read.publicKey)).toBe(true)
  for (const name of ['localhost', 'mock.test']) expect(read.checkHost(name)).toBe(name)
  for (const address of ['127.0.0.1', '::1']) expect(read.checkIP(address)).toBe(address)
  expect(read.checkHost('example.org')).toBeUndefined()
  expect(new Date(read.validTo).getTime()).toBeGreaterThan(Date.now())
  expect(selfSigned('mock.test').cert).not.toBe(cert)
})

describe.each([
  '/chat/stream',
  '/chat/chunked',
  '/v1/chat/completions',
  '/v1/messages',
  '/api/chat',
])('HTTP/2 on %s', (path) => {
  it('carries the bytes of HTTP/1.1, a DATA frame a token', async () => {
    const before = secure.truth.length
    const answer = await ask(path)
    expect(answer.headers).toMatchObject({ ':status': 200, 'x-mock-key': 'k/1' })
    expect(answer.body).toBe(await overHttp1(path))
    const [line] = (await secure.truthOf(before + 1)).slice(before)
    expect(answer.frames.length).toBeGreaterThanOrEqual(new Set(line?.tokenMs).size)
    expect(answer.code).toBe(constants.NGHTTP2_NO_ERROR)
  })

  it.each([
    ['reset', constants.NGHTTP2_INTERNAL_ERROR],
    ['no-last-chunk', constants.NGHTTP2_CANCEL],
  ] as const)('cut %s resets the stream alone, after what was sent', async (how, code) => {
    const whole = await ask(path)
    const cut = await ask(path, { fault: { type: 'cut', afterTokens: 2, how } })
    expect(cut.code).toBe(code)
    expect(cut.body.length).toBeGreaterThan(0)
    expect(whole.body.startsWith(cut.body)).toBe(true)
    expect((await ask(path)).body).toBe(whole.body)
  })
})

const offsets = (one: TruthLine | undefined) =>
  one?.dueMs.map((dueMs) => Math.round(dueMs - one.arrivedMs))

it.each([
  { type: 'cut', afterTokens: 2, how: 'clean' },
  { type: 'cut', afterTokens: 2, how: 'mid-event' },
  { type: 'cut', afterTokens: 2, how: 'mid-char' },
  { type: 'stall', afterTokens: 2, forMs: 30 },
  { type: 'error', afterTokens: 2, kind: 'overloaded' },
  { type: 'no-terminator' },
  { type: 'duplicate', afterTokens: 2 },
  { type: 'drop', afterTokens: 2 },
  { type: 'reorder', afterTokens: 1 },
  { type: 'foreign', afterTokens: 2 },
  { type: 'malformed', afterTokens: 2 },
  { type: 'bad-utf8', afterTokens: 2 },
  { type: 'lump', size: 2 },
  { type: 'late-by-one' },
  { type: 'split-writes', bytes: 3 },
  { type: 'gzip-unflushed' },
])('HTTP/2 with the fault %j carries the bytes of HTTP/1.1, and ends well', async (fault) => {
  const before = secure.truth.length
  const plainBefore = plain.truth.length
  const answer = await ask('/chat/stream', { fault })
  expect(answer.body).toBe(await overHttp1('/chat/stream', { fault }))
  expect(answer.code).toBe(constants.NGHTTP2_NO_ERROR)
  const [line] = (await secure.truthOf(before + 1)).slice(before)
  const [own] = (await plain.truthOf(plainBefore + 1)).slice(plainBefore)
  expect(offsets(line)).toEqual(offsets(own))
  expect(line).toMatchObject({ outcome: `fault:${fault.type}`, sent: own?.sent })
})

it('HTTP/2 with the fault split-writes sends DATA frames of at most that size', async () => {
  const { session: framed, lengths } = await framedClient(secure.port)
  const stream = framed.request({
    ':method': 'POST',
    ':path': '/chat/stream',
    'x-mock-key': 'k/1',
    'x-mock': '{"fault":{"type":"split-writes","bytes":3}}',
  })
  stream.end(BODY)
  let length = 0
  for await (const part of stream) length += (part as Buffer).length
  framed.destroy()
  expect(Math.max(...lengths)).toBe(3)
  expect(lengths.reduce((sum, one) => sum + one, 0)).toBe(length)
  expect(length).toBe((await overHttp1('/chat/stream')).length)
})

it('HTTP/2 with the fault status answers with the code, when to come again, and the error', async () => {
  const fault = { type: 'status', code: 503, retryAfterS: 7 }
  const answer = await ask('/chat/stream', { fault })
  expect(answer.headers).toMatchObject({ ':status': 503, 'retry-after': '7' })
  expect(JSON.parse(answer.body)).toHaveProperty('error.message')
})

it('HTTP/2 notices a stream that the client gave up, and plays the others on', async () => {
  const before = secure.truth.length
  const stream = session.request({
    ':method': 'POST',
    ':path': '/chat/stream',
    'x-mock': '{"tokens":1000,"gapMs":5}',
  })
  stream.on('error', () => undefined)
  stream.once('data', () => stream.close(constants.NGHTTP2_CANCEL))
  stream.end(BODY)
  const other = ask('/chat/stream')
  expect((await other).code).toBe(0)
  const lines = (await secure.truthOf(before + 2)).slice(before)
  const gone = lines.find((line) => line.outcome === 'client_gone')
  expect(gone?.sent).toBeLessThan(1_000)
  expect(lines.find((line) => line.outcome === 'played')).toMatchObject({ sent: 5 })
})

it('a whole answer that is cut resets the HTTP/2 stream', async () => {
  const fault = { type: 'cut', afterTokens: 2, how: 'reset' }
  const streamless = BODY.replace('"stream":true', '"stream":false')
  const code = await new Promise<number>((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/v1/chat/completions',
      'x-mock': JSON.stringify({ fault }),
    })
    stream.on('error', () => undefined)
    stream.on('close', () => resolve(stream.rstCode))
    stream.resume()
    stream.end(streamless)
  })
  expect(code).toBe(constants.NGHTTP2_INTERNAL_ERROR)
})

const raw = (overrides: object) =>
  new Promise<{ text: string; ended: 'fin' | 'reset' }>((resolve) => {
    const socket = connectTls({ port: secure.port, host: '127.0.0.1', rejectUnauthorized: false })
    let text = ''
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1')
    })
    socket.once('end', () => resolve({ text, ended: 'fin' }))
    socket.once('error', () => resolve({ text, ended: 'reset' }))
    socket.write(
      requestText(
        'POST /chat/stream HTTP/1.1',
        { connection: 'close', 'x-mock-key': 'k/1', 'x-mock': JSON.stringify(overrides) },
        BODY,
      ),
    )
  })

describe('HTTP/1.1 over TLS', () => {
  it('carries the same bytes', async () => {
    const { text, ended } = await raw({})
    expect(ended).toBe('fin')
    const body = text.slice(text.indexOf('\r\n\r\n') + 4)
    expect(chunksOf(body).chunks.join('')).toBe(await overHttp1('/chat/stream'))
  })

  it.each([0, 20])(
    'cut reset breaks the connection with RST after exactly its tokens, %i ms apart',
    async (gapMs) => {
      for (const afterTokens of [0, 1, 2, 4]) {
        const fault = { type: 'cut', afterTokens, how: 'reset' }
        const { text, ended } = await raw({ gapMs, fault })
        expect(ended).toBe('reset')
        expect(text).toMatch(/^HTTP\/1.1 200 OK/)
        const own = (await overHttp1('/chat/stream')).split('\n\n').slice(0, afterTokens)
        const { chunks, whole } = chunksOf(text.slice(text.indexOf('\r\n\r\n') + 4))
        expect(whole).toBe(false)
        expect(chunks.join('')).toBe(own.map((event) => `${event}\n\n`).join(''))
      }
    },
  )
})

it.each([
  [{}, 1000],
  [{ fault: { type: 'cut', afterTokens: 2, how: 'reset' } }, 1006],
])(
  'a WebSocket over TLS with %o closes with %d, and the mock lives on',
  async (overrides, code) => {
    const client = new WebSocket(`${secure.url.replace('https', 'wss')}/ws/chat`, {
      rejectUnauthorized: false,
      headers: { 'x-mock': JSON.stringify(overrides) },
    })
    client.on('error', () => undefined)
    client.once('open', () => client.send('{"type":"message","prompt":"hi"}'))
    client.on('message', (data: Buffer) => {
      if (data.toString().includes('"done"')) client.close(1000)
    })
    expect(await new Promise((resolve) => client.once('close', resolve))).toBe(code)
    expect((await ask('/chat/stream')).code).toBe(0)
  },
)
