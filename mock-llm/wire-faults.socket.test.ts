import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { chunksOf, exchange, requestText } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'

let mock: RunningMock
beforeAll(async () => {
  mock = await runMock({ tokens: 6, gapMs: 1 })
})
afterAll(() => mock.stop())

const BODY = JSON.stringify({
  prompt: 'hi',
  model: 'm',
  stream: true,
  messages: [{ role: 'user', content: 'hi' }],
})
const request = (path: string, overrides: object): string =>
  requestText(
    `POST ${path} HTTP/1.1`,
    { 'x-mock-key': 'k/1', 'x-mock': JSON.stringify(overrides) },
    BODY,
  )

async function play(path: string, overrides: object) {
  const before = mock.truth.length
  const answer = await exchange({
    port: mock.port,
    text: request(path, overrides),
    until: (text) => text.endsWith('\r\n0\r\n\r\n'),
  })
  const { chunks, whole } = chunksOf(answer.body)
  const lines = await mock.truthOf(before + 1)
  return { ...answer, chunks, bytes: chunks.join(''), whole, truth: lines.at(-1) }
}
const events = (bytes: string): readonly string[] => bytes.split('\n\n').slice(0, -1)
const textOf = (event: string): string | undefined =>
  /"(?:token|content)":("(?:[^"\\]|\\.)+")\}/.exec(event)?.[1]

describe.each(['/chat/stream', '/v1/chat/completions'])('on %s', (path) => {
  const fault = (one: object) => play(path, { fault: one })
  const clean = () => play(path, {})

  it('foreign puts one whole token of another answer in, and leaves all others as they are', async () => {
    const own = events((await clean()).bytes)
    const mixed = await fault({ type: 'foreign', afterTokens: 2 })
    const extra = events(mixed.bytes).filter((event) => !own.includes(event))
    expect(extra.filter((event) => textOf(event) !== undefined)).toHaveLength(1)
    const texts = events(mixed.bytes).map(textOf).filter(Boolean)
    const ownTexts = own.map(textOf).filter(Boolean)
    expect([...texts.slice(0, 2), ...texts.slice(3)]).toEqual(ownTexts)
    expect(mixed.truth).toMatchObject({ sent: 7, outcome: 'fault:foreign' })
  })

  it('malformed sends one whole event whose data does not parse', async () => {
    const own = events((await clean()).bytes)
    const broken = await fault({ type: 'malformed', afterTokens: 2 })
    const got = events(broken.bytes)
    expect(got).toHaveLength(own.length)
    const differing = got.flatMap((event, i) => (event === own[i] ? [] : [i]))
    expect(differing).toHaveLength(1)
    const [at = 0] = differing
    const data = (got[at] ?? '').slice('data: '.length)
    expect(() => JSON.parse(data)).toThrow(SyntaxError)
    expect(data.replace('""', '"')).toBe((own[at] ?? '').slice('data: '.length))
    expect(broken.truth).toMatchObject({ sent: 6, outcome: 'fault:malformed' })
  })

  it('bad-utf8 puts the byte FF into the text of one event', async () => {
    const own = await clean()
    const bad = await fault({ type: 'bad-utf8', afterTokens: 2 })
    expect(bad.bytes.replace('\u00ff', '')).toBe(own.bytes)
    expect(bad.bytes).toMatch(/"[^"]+\u00ff"\}/)
    const decode = (): string =>
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bad.bytes, 'latin1'))
    expect(decode).toThrow(TypeError)
    expect(bad.truth).toMatchObject({ sent: 6, outcome: 'fault:bad-utf8' })
  })

  it.each([1, 7])('split-writes cuts the same bytes into pieces of %i', async (bytes) => {
    const own = await clean()
    const split = await fault({ type: 'split-writes', bytes })
    expect(split.whole).toBe(true)
    expect(split.bytes).toBe(own.bytes)
    expect(Math.max(...split.chunks.map((chunk) => chunk.length))).toBe(bytes)
    expect(split.chunks.length).toBeGreaterThanOrEqual(own.bytes.length / bytes)
    expect(split.truth).toMatchObject({ sent: 6, outcome: 'fault:split-writes' })
  })

  it('gzip-unflushed sends the same text, all of it at the end', async () => {
    const own = await clean()
    const zipped = await play(path, { gapMs: 10, fault: { type: 'gzip-unflushed' } })
    expect(zipped.head).toContain('content-encoding: gzip')
    expect(zipped.whole).toBe(true)
    expect(gunzipSync(Buffer.from(zipped.bytes, 'latin1')).toString('latin1')).toBe(own.bytes)
    // The header of the format may leave at once; no token does.
    expect(zipped.chunks.filter((chunk) => chunk.length > 10)).toHaveLength(1)
    expect(zipped.truth).toMatchObject({ sent: 6, outcome: 'fault:gzip-unflushed' })
  })

  it('ignore-disconnect generates to the end although the client left after the first token', async () => {
    const before = mock.truth.length
    await new Promise<void>((resolve) => {
      const socket = connect(mock.port, '127.0.0.1')
      socket.write(request(path, { gapMs: 20, fault: { type: 'ignore-disconnect' } }))
      socket.on('data', (part) => {
        if (!/token|content"/.test(part.toString('latin1'))) return
        socket.destroy()
        resolve()
      })
    })
    const line = (await mock.truthOf(before + 1)).at(-1)
    expect(line).toMatchObject({ outcome: 'client_gone', sent: 6 })
    expect(line?.tokensAfterGone).toBeGreaterThan(0)
    expect(line?.tokensAfterGone).toBe(
      line?.tokenMs.filter((at) => at > (line.clientGoneMs ?? 0)).length,
    )
  })
})

/** The messages of one answer, one character a byte, as they came: also those that are no UTF-8. */
function overSocket(target: string, asked: object, ends: string) {
  const headers = { 'x-mock-key': 'k/1' }
  const url = `ws://127.0.0.1:${mock.port}${target}`
  return async (overrides: object): Promise<readonly string[]> => {
    const ws = new WebSocket(url, {
      headers: { ...headers, 'x-mock': JSON.stringify(overrides) },
      skipUTF8Validation: true,
    })
    const messages: string[] = []
    ws.once('open', () => ws.send(JSON.stringify(asked)))
    await new Promise<void>((resolve) => {
      ws.on('message', (data: Buffer) => {
        const message = data.toString('latin1')
        messages.push(message)
        if (message.startsWith(`{"type":"${ends}"`)) resolve()
      })
    })
    ws.terminate()
    return messages
  }
}
const overNdjson =
  (path: string) =>
  async (overrides: object): Promise<readonly string[]> =>
    (await play(path, overrides)).bytes.split('\n').slice(0, -1)

const WAYS: Readonly<Record<string, () => (overrides: object) => Promise<readonly string[]>>> = {
  '/api/chat': () => overNdjson('/api/chat'),
  '/api/generate': () => overNdjson('/api/generate'),
  '/ws/chat': () => overSocket('/ws/chat', { type: 'message', prompt: 'hi' }, 'done'),
  '/v1/realtime': () =>
    overSocket('/v1/realtime?model=m', { type: 'response.create' }, 'response.done'),
}
const TOKEN = /"(?:content|response|delta)":("(?:[^"\\]|\\.)+")[,}]/
/** Text of a token's message or line; undefined of any other, and of Realtime's events that repeat it. */
const tokenIn = (line: string): string | undefined =>
  line.includes('.done"') || line.includes('.added"') ? undefined : TOKEN.exec(line)?.[1]

/** Messages are numbered over all events; what comes after an additional one counts on. */
const numberless = (line: string): string => line.replace(/"event_id":"event_\d+"/, '"event_id":""')

const placesThatDiffer = (got: readonly string[], own: readonly string[]): readonly number[] =>
  got.flatMap((line, i) => (line === own[i] ? [] : [i]))

describe.each(Object.entries(WAYS))('on %s', (_, way) => {
  const asked = async (fault: readonly object[]) => {
    const before = mock.truth.length
    const lines = await way()({ fault })
    return { lines, truth: (await mock.truthOf(before + 1)).at(-1) }
  }
  it('foreign puts one whole token of another answer in, and leaves all others as they are', async () => {
    const own = (await asked([])).lines.map(numberless)
    const mixed = await asked([{ type: 'foreign', afterTokens: 2 }])
    const got = mixed.lines.map(numberless)
    const texts = got.flatMap((line) => tokenIn(line) ?? [])
    const ownTexts = own.flatMap((line) => tokenIn(line) ?? [])
    expect(ownTexts).toHaveLength(6)
    expect(texts).toHaveLength(7)
    expect([...texts.slice(0, 2), ...texts.slice(3)]).toEqual(ownTexts)
    expect(ownTexts).not.toContain(texts[2])
    const at = got.findIndex((line) => tokenIn(line) === texts[2])
    const head = got.toSpliced(at, 1).slice(0, at + 4)
    expect(head).toEqual(own.slice(0, at + 4))
    expect(() => JSON.parse(got[at] ?? '')).not.toThrow()
    expect(mixed.truth).toMatchObject({ sent: 7, outcome: 'fault:foreign' })
  })

  it('malformed sends one whole message whose JSON does not parse', async () => {
    const own = (await asked([])).lines
    const broken = await asked([{ type: 'malformed', afterTokens: 2 }])
    expect(broken.lines).toHaveLength(own.length)
    const differing = placesThatDiffer(broken.lines, own)
    expect(differing).toHaveLength(1)
    const [at = 0] = differing
    expect(own.slice(0, at).flatMap((line) => tokenIn(line) ?? [])).toHaveLength(2)
    expect(() => JSON.parse(broken.lines[at] ?? '')).toThrow(SyntaxError)
    expect(broken.lines[at]?.replace('""', '"')).toBe(own[at])
    expect(broken.truth).toMatchObject({ sent: 6, outcome: 'fault:malformed' })
  })

  it('bad-utf8 puts the byte FF into the text of one message', async () => {
    const own = (await asked([])).lines
    const bad = await asked([{ type: 'bad-utf8', afterTokens: 2 }])
    const differing = placesThatDiffer(bad.lines, own)
    expect(differing).toHaveLength(1)
    const line = bad.lines[differing[0] ?? 0] ?? ''
    expect(line).toMatch(/"[^"]+\u00ff"[,}]/)
    expect(line.replace('\u00ff', '')).toBe(own[differing[0] ?? 0])
    expect(bad.truth).toMatchObject({ sent: 6, outcome: 'fault:bad-utf8' })
  })
})

it('a WebSocket client that checks its text breaks off at bad-utf8', async () => {
  const overrides = JSON.stringify({ fault: { type: 'bad-utf8', afterTokens: 2 } })
  const ws = new WebSocket(`ws://127.0.0.1:${mock.port}/ws/chat`, {
    headers: { 'x-mock': overrides },
  })
  ws.once('open', () => ws.send('{"type":"message","prompt":"hi"}'))
  const error = await new Promise((resolve) => {
    ws.once('error', resolve)
  })
  expect(error).toMatchObject({ code: 'WS_ERR_INVALID_UTF8' })
})

describe.each(['/chat/stream', '/v1/chat/completions'])('stamps on %s', (path) => {
  it('carry index and instant of each token, the very instants of the truth log', async () => {
    const own = await play(path, {})
    const answer = await play(path, { stamp: true })
    const stamps = events(answer.bytes).flatMap((event) => {
      if (textOf(event) === undefined && !event.includes('"mock"')) return []
      const { mock: stamp } = JSON.parse(event.slice('data: '.length)) as { mock?: object }
      return [stamp]
    })
    expect(stamps).toEqual(answer.truth?.tokenMs.map((t, i) => ({ i, t })))
    expect(answer.bytes.replaceAll(/,"mock":\{[^}]*\}/g, '')).toBe(own.bytes)
  })
})
