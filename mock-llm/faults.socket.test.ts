import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chunksOf, exchange, requestText } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'

let mock: RunningMock
beforeAll(async () => {
  mock = await runMock({ tokens: 4, gapMs: 1 })
})
afterAll(() => mock.stop())

const PATHS = ['/chat/stream', '/v1/chat/completions'] as const
const BODY = JSON.stringify({
  prompt: 'hi',
  model: 'm',
  stream: true,
  messages: [{ role: 'user', content: 'hi' }],
})

/** One request with the faults; the connection is kept, so that how it ends is the mock's doing. */
async function play(path: string, faults: unknown) {
  const before = mock.truth.length
  const answer = await exchange({
    port: mock.port,
    text: requestText(
      `POST ${path} HTTP/1.1`,
      { 'x-mock-key': 'k/1', 'x-mock': JSON.stringify({ fault: faults }) },
      BODY,
    ),
    until: (text) => text.endsWith('0\r\n\r\n') || /content-length/.test(text),
  })
  const { chunks, whole } = chunksOf(answer.body)
  const lines = await mock.truthOf(before + 1)
  return { ...answer, bytes: chunks.join(''), whole, truth: lines.at(-1) }
}
const contents = (bytes: string): readonly string[] =>
  [...bytes.matchAll(/"(?:token|content)":("(?:[^"\\]|\\.)+")\}/g)].map((match) => match[1] ?? '')

describe.each(PATHS)('on %s', (path) => {
  const cleanRun = () => play(path, [])

  it.each(['clean', 'mid-event', 'mid-char'])(
    'cut %s ends the body properly after two tokens',
    async (how) => {
      const clean = await cleanRun()
      const cut = await play(path, { type: 'cut', afterTokens: 2, how })
      expect(cut).toMatchObject({ whole: true, ended: 'open' })
      expect(contents(cut.bytes)).toEqual(contents(clean.bytes).slice(0, 2))
      expect(cut.bytes).not.toContain('[DONE]')
      expect(cut.bytes).not.toContain('"finish_reason":"stop"')
      expect(cut.truth).toMatchObject({ sent: 2, outcome: 'fault:cut' })
      const events = cut.bytes.split('\n\n')
      const rest = events.at(-1) ?? ''
      if (how === 'clean') expect(rest).toBe('')
      else expect(rest).toMatch(/^data: \{.*"(token|content)":"[^"]+$/)
      const characters = (): string =>
        new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(rest, 'latin1'))
      if (how === 'mid-char') expect(characters).toThrow(TypeError)
      else expect(characters).not.toThrow()
    },
  )

  it('cut reset breaks the connection with RST, after all that was sent has arrived', async () => {
    const cut = await play(path, { type: 'cut', afterTokens: 2, how: 'reset' })
    expect(cut).toMatchObject({ whole: false, ended: 'reset' })
    expect(contents(cut.bytes)).toHaveLength(2)
    expect(cut.truth).toMatchObject({ sent: 2, outcome: 'fault:cut' })
  })

  it('cut no-last-chunk closes with FIN, whole chunks but no last one', async () => {
    const cut = await play(path, { type: 'cut', afterTokens: 2, how: 'no-last-chunk' })
    expect(cut).toMatchObject({ whole: false, ended: 'fin' })
    expect(contents(cut.bytes)).toHaveLength(2)
    expect(cut.bytes.endsWith('\n\n')).toBe(true)
    expect(cut.truth).toMatchObject({ sent: 2, outcome: 'fault:cut' })
  })

  it('cut before the first token sends headers and nothing else', async () => {
    const cut = await play(path, { type: 'cut', afterTokens: 0, how: 'clean' })
    expect(cut).toMatchObject({ bytes: '', whole: true })
    expect(cut.head).toContain('200 OK')
  })

  it('stall leaves the bytes as they are, and shifts what is due', async () => {
    const clean = await cleanRun()
    const stalled = await play(path, { type: 'stall', afterTokens: 2, forMs: 40 })
    expect(stalled.bytes).toBe(clean.bytes)
    expect(stalled.truth?.outcome).toBe('fault:stall')
    const offsets = stalled.truth?.dueMs.map((due) =>
      Math.round(due - (stalled.truth?.arrivedMs ?? 0)),
    )
    expect(offsets).toEqual([0, 1, 42, 43])
  })

  it('late-by-one leaves the bytes as they are, each token when the next was due', async () => {
    const clean = await cleanRun()
    const late = await play(path, { type: 'late-by-one' })
    expect(late.bytes).toBe(clean.bytes)
    expect(late.truth?.outcome).toBe('fault:late-by-one')
    const offsets = late.truth?.dueMs.map((due) => Math.round(due - (late.truth?.arrivedMs ?? 0)))
    expect(offsets).toEqual([1, 2, 3, 3])
  })

  it('error sends an error object inside the answer, and no terminator', async () => {
    const failed = await play(path, { type: 'error', afterTokens: 2, kind: 'overloaded' })
    expect(failed).toMatchObject({ whole: true })
    expect(failed.head).toContain('200 OK')
    expect(contents(failed.bytes)).toHaveLength(2)
    const last = failed.bytes.trimEnd().split('\n\n').at(-1) ?? ''
    expect(JSON.parse(last.slice('data: '.length))).toEqual({
      error: {
        message: 'The engine is currently overloaded.',
        type: 'overloaded',
        param: null,
        code: 'overloaded',
      },
    })
    expect(failed.truth).toMatchObject({ sent: 2, outcome: 'fault:error' })
  })

  it('status answers with the code, retry-after and the error shape', async () => {
    const refused = await play(path, { type: 'status', code: 429, retryAfterS: 3 })
    expect(refused.head).toContain('HTTP/1.1 429 Too Many Requests')
    expect(refused.head).toContain('retry-after: 3')
    expect(refused.head).toContain('x-mock-key: k/1')
    expect(JSON.parse(refused.body)).toMatchObject({ error: { code: 'rate_limit_exceeded' } })
    expect(refused.truth).toMatchObject({
      sent: 0,
      tokenMs: [],
      dueMs: [],
      outcome: 'fault:status',
    })
  })

  it('no-terminator, duplicate, drop, reorder and lump change just what they say', async () => {
    const clean = await cleanRun()
    const own = contents(clean.bytes)
    const [a, b, c, d] = own
    const silent = await play(path, { type: 'no-terminator' })
    expect(clean.bytes).toBe(`${silent.bytes}data: [DONE]\n\n`)
    expect(contents((await play(path, { type: 'duplicate', afterTokens: 2 })).bytes)).toEqual([
      a,
      b,
      b,
      c,
      d,
    ])
    expect(contents((await play(path, { type: 'drop', afterTokens: 2 })).bytes)).toEqual([a, b, d])
    expect(contents((await play(path, { type: 'reorder', afterTokens: 1 })).bytes)).toEqual([
      a,
      c,
      b,
      d,
    ])
    const lumped = await play(path, { type: 'lump', size: 2 })
    expect(lumped.bytes).toBe(clean.bytes)
    expect(lumped.truth?.dueMs[0]).toBe(lumped.truth?.dueMs[1])
  })

  it('several apply in their order, and the truth names them', async () => {
    const both = await play(path, [
      { type: 'drop', afterTokens: 0 },
      { type: 'cut', afterTokens: 1, how: 'clean' },
    ])
    expect(contents(both.bytes)).toEqual(contents((await cleanRun()).bytes).slice(1, 2))
    expect(both.truth?.outcome).toBe('fault:drop+cut')
  })
})

const hits = async (keys: readonly number[]) => {
  const answers = await Promise.all(
    keys.map(async (key) => {
      const answer = await exchange({
        port: mock.port,
        text: requestText(
          'POST /chat/stream HTTP/1.1',
          {
            connection: 'close',
            'x-mock-key': `k/${key}`,
            'x-mock': '{"fault":{"type":"status","code":503,"rate":0.5}}',
          },
          '{"prompt":"hi"}',
        ),
      })
      return [key, answer.head.includes(' 503 ')] as const
    }),
  )
  return new Map(answers.toSorted(([a], [b]) => a - b))
}

const ask = (fault: object) =>
  exchange({
    port: mock.port,
    text: requestText(
      'POST /v1/chat/completions HTTP/1.1',
      { connection: 'close', 'x-mock': JSON.stringify({ fault }) },
      BODY.replace('"stream":true', '"stream":false'),
    ),
  })

it('a fault with a rate hits the same keys again, whatever the order', async () => {
  const keys = Array.from({ length: 40 }, (_, i) => i)
  const first = await hits(keys)
  expect(await hits(keys.toReversed())).toEqual(first)
  const count = [...first.values()].filter(Boolean).length
  expect(count).toBeGreaterThan(5)
  expect(count).toBeLessThan(35)
})

it('an answer in one piece fails as a whole', async () => {
  const failed = await ask({ type: 'error', afterTokens: 2, kind: 'server_error' })
  expect(failed.head).toContain('HTTP/1.1 500 ')
  expect(JSON.parse(failed.body)).toMatchObject({ error: { type: 'server_error' } })
  expect(await ask({ type: 'cut', afterTokens: 2, how: 'reset' })).toMatchObject({ ended: 'reset' })
})
