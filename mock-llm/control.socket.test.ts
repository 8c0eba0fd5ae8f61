import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchange, requestText } from './testing/raw-client.ts'
import { runMock, type RunningMock } from './testing/running-mock.ts'

let mock: RunningMock
beforeAll(async () => {
  mock = await runMock({ tokens: 3 })
})
afterAll(() => mock.stop())

const ask = async (line: string, body = '', headers: Readonly<Record<string, string>> = {}) => {
  const text = requestText(
    `${line} HTTP/1.1`,
    { host: '127.0.0.1', connection: 'close', ...headers },
    body,
  )
  const { head, body: answer } = await exchange({ port: mock.port, text })
  return { head, answer, status: Number(head.slice(9, 12)) }
}
const patch = (change: object) => ask('PATCH /control', JSON.stringify(change))
const tokens = async (fault?: unknown): Promise<number> => {
  const headers = { 'x-mock': JSON.stringify({ fault }) }
  const { answer } = await ask('POST /chat/stream', '{"prompt":"hi"}', headers)
  return answer.match(/"token"/g)?.length ?? 0
}

describe('/control', () => {
  it('shows what is served, and changes it for requests to come', async () => {
    expect(JSON.parse((await ask('GET /control')).answer)).toMatchObject({
      tokens: 3,
      faults: [],
      drain: false,
    })
    const changed = await patch({ tokens: 5, faults: [{ type: 'drop' }] })
    expect(changed.status).toBe(200)
    expect(JSON.parse(changed.answer)).toMatchObject({ tokens: 5, gapMs: 0 })
    expect(await tokens()).toBe(4)
    await patch({ faults: [] })
    expect(await tokens()).toBe(5)
    await patch({ profile: 'busy', ttftMs: 0, gapMs: 0, tokens: 2 })
    expect(JSON.parse((await ask('GET /control')).answer)).toMatchObject({ load: { slots: 32 } })
    expect(await tokens()).toBe(2)
  })

  it('faults that it sets give way to a request with faults of its own, also to an empty list', async () => {
    await patch({ tokens: 3, faults: [{ type: 'drop' }] })
    const counts = [await tokens(), await tokens([]), await tokens({ type: 'duplicate' })]
    await patch({ faults: [] })
    expect(counts).toEqual([2, 3, 4])
  })

  it.each([
    [{ token: 3 }, 'token: unknown name'],
    [{ tokens: -1 }, 'tokens: found -1'],
    [{ faults: [{ type: 'no' }] }, 'fault[0].type: found \\"no\\"'],
    [{ profile: 'none' }, 'profile: found \\"none\\"'],
    [{ load: { slots: 0 } }, 'load.slots: found 0'],
    [{ tokens: { percentiles: [0, 1], values: [3, 2] } }, 'tokens'],
  ])('refuses %o and changes nothing', async (change, part) => {
    const before = (await ask('GET /control')).answer
    const refused = await patch({ gapMs: 7, ...change })
    expect(refused.status).toBe(400)
    expect(refused.answer).toContain(part)
    expect((await ask('GET /control')).answer).toBe(before)
  })

  it.each(['example.org', '127.0.0.1.example.org', ''])(
    'is closed to the Host "%s", as a page elsewhere would send it',
    async (host) => {
      const answer = await ask('PATCH /control', '{"tokens":9}', { host })
      expect(answer.status).toBe(403)
    },
  )

  it('allows no other site and no other method', async () => {
    const options = await ask('OPTIONS /control', '', { origin: 'http://example.org' })
    expect(options.status).toBe(405)
    expect(options.head).not.toMatch(/access-control/i)
    expect((await ask('GET /control')).head).not.toMatch(/access-control/i)
  })

  it('drains: new streams get 503, /ready says so, until it is taken back', async () => {
    await patch({ drain: true })
    const refused = await ask('POST /v1/chat/completions', '{}')
    expect(refused.status).toBe(503)
    expect(refused.head).toContain('retry-after: 5')
    expect((await ask('GET /ready')).status).toBe(503)
    expect((await ask('GET /health')).status).toBe(200)
    await patch({ drain: false })
    expect((await ask('GET /ready')).status).toBe(200)
  })
})
