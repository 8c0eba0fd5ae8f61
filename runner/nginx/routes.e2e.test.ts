import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as overHttp } from 'node:http'
import { connect as http2 } from 'node:http2'
import { request as overTls } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TruthLine } from '../../core/truth.ts'
import { type ForeignServer, foreignServer } from '../e2e/against-mock.ts'
import { installedNginx, type Nginx, wheelNginx } from './find-nginx.ts'
import { renderNginxConfig, type Upstream } from './render-config.ts'
import { type RunningNginx, startNginx } from './start-nginx.ts'

const run = promisify(execFile)

const FILES = readdirSync(new URL('../../deploy/nginx', import.meta.url))
  .filter((name) => name.endsWith('.conf') && name !== 'http.conf')
  .map((name) => name.replace('.conf', ''))
const TOKENS = 30
const SERVED = ['--ttft', '60ms', '--gap', '30ms', '--tokens', String(TOKENS)]

interface Heard {
  readonly stream: string
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Instant of each read, ms on CLOCK_MONOTONIC as in the truth log. */
  readonly reads: readonly number[]
  readonly body: Buffer
  /** The body had a regular end. */
  readonly whole: boolean
}

interface Wish {
  readonly headers?: Readonly<Record<string, string>>
  readonly mock?: object
  /** Hangs up after so many reads. */
  readonly hangUpAfter?: number
  readonly ca?: string
}

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6

function ask(base: string, { headers, mock, hangUpAfter, ca }: Wish = {}): Promise<Heard> {
  const stream = randomUUID()
  return new Promise((resolve, reject) => {
    const request = base.startsWith('https') ? overTls : overHttp
    const req = request(`${base}/chat/stream`, {
      method: 'POST',
      agent: false,
      ...(ca !== undefined && { ca }),
      headers: {
        'content-type': 'application/json',
        'x-request-id': stream,
        'x-mock': JSON.stringify(mock ?? {}),
        ...headers,
      },
    })
    req.once('error', reject)
    req.once('response', (res) => {
      const reads: number[] = []
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => {
        reads.push(nowMs())
        parts.push(part)
        if (reads.length === hangUpAfter) req.destroy()
      })
      res.on('error', () => undefined)
      res.once('close', () =>
        resolve({
          stream,
          status: res.statusCode ?? 0,
          headers: res.headers,
          reads,
          body: Buffer.concat(parts),
          whole: res.complete,
        }),
      )
    })
    req.end('{"prompt":"hi"}')
  })
}

const silence = (afterTokens: number, forMs: number): Wish => ({
  mock: { fault: { type: 'stall', afterTokens, forMs } },
})
const QUICK = { mock: { tokens: 1, ttftMs: 0, gapMs: 0 } }
const instanceOf = (heard: Heard): string => String(heard.headers['x-mock-instance'])
const tokensIn = (text: string): number => text.match(/^data: \{"token"/gmu)?.length ?? 0

let places: string
let mocks: ForeignServer[]
let upstream: Upstream
const truthFile = (): string => join(places, 'truth.ndjson')

/** What the mock did for a stream; waits until it has written it. */
async function truthOf(stream: string): Promise<TruthLine> {
  for (let tries = 0; tries < 500; tries++) {
    const line = readFileSync(truthFile(), 'utf8')
      .split('\n')
      .find((one) => one.includes(stream))
    if (line !== undefined) return JSON.parse(line) as TruthLine
    await wait(20)
  }
  throw new Error(`no truth of ${stream}`)
}

beforeAll(async () => {
  places = mkdtempSync(join(tmpdir(), 'streamgauge-e2e-'))
  mocks = await Promise.all(
    ['mock-0', 'mock-1'].map((name) =>
      foreignServer(['--instance', name, '--truth', truthFile(), ...SERVED]),
    ),
  )
  upstream = { scheme: 'http', servers: mocks.map(({ url }) => new URL(url).host) }
})
afterAll(async () => {
  await Promise.all(mocks.map((mock) => mock.stop()))
  rmSync(places, { recursive: true, force: true })
})

const silent = (): void => undefined
const VERSIONS = [
  { which: "the system's nginx", find: installedNginx },
  { which: 'the nginx of the wheel', find: () => wheelNginx(silent) },
]

describe.each(VERSIONS)('$which', ({ which, find }) => {
  let nginx: Nginx
  let running: RunningNginx
  const base = (file: string): string => running.urls[FILES.indexOf(file)] ?? ''

  beforeAll(async () => {
    const found = await find()
    if (found === undefined) throw new Error(`${which} is not here`)
    nginx = found
    running = await startNginx(
      nginx,
      join(places, nginx.version.replace('/', '-')),
      upstream,
      FILES,
    )
  })
  afterAll(() => running.child.stop())

  test.each([
    ['http', undefined],
    ['https', 'your.host:8443'],
  ] as const)('takes every route to an %s target, without a warning', async (scheme, host) => {
    const dir = join(places, `${scheme}-${nginx.version.replace('/', '-')}`)
    mkdirSync(dir)
    const servers = ['127.0.0.1:1', '127.0.0.1:2']
    const routes = FILES.map((file, i) => ({ file, port: 20_000 + i }))
    const { version } = nginx
    const config = renderNginxConfig({
      dir,
      version,
      upstream: { scheme, servers, ...(host !== undefined && { host }) },
      routes,
      descriptors: 1_000,
    })
    expect(config).not.toMatch(/\{\{\w/u)
    const path = join(dir, 'nginx.conf')
    writeFileSync(path, config)
    const pair = join(places, version.replace('/', '-'))
    for (const file of ['tls.crt', 'tls.key'])
      writeFileSync(join(dir, file), readFileSync(join(pair, file)))
    const { stderr } = await run(nginx.path, ['-t', '-p', dir, '-c', path])
    expect(stderr).toContain('test is successful')
    expect(stderr).not.toMatch(/\[(?:warn|error|emerg)\]/u)
  })

  test.each(FILES)('%s denies what only this machine may ask', async (file) => {
    const denied = async (path: string): Promise<number> => {
      const url = new URL(path, base(file))
      const request = url.protocol === 'https:' ? overTls : overHttp
      return new Promise((resolve, reject) => {
        const ca = running.certificate
        request(url, { agent: false, ...(ca !== undefined && { ca }) }, (res) => {
          res.resume()
          resolve(res.statusCode ?? 0)
        })
          .once('error', reject)
          .end()
      })
    }
    expect(await denied('/control')).toBe(403)
    expect(await denied('/metrics')).toBe(403)
    expect(await denied('/health')).toBe(200)
  })

  const hears = async (file: string, wish: Wish = {}): Promise<Heard> => {
    const ca = running.certificate
    return ask(base(file), { ...wish, ...(ca !== undefined && { ca }) })
  }

  describe.concurrent('order of arrival', () => {
    const PASSES = FILES.filter((file) => !['buffered', 'header-stripped', 'gzip'].includes(file))

    test.each(PASSES)('%s passes tokens on while others are yet to leave', async (file) => {
      const heard = await hears(file)
      expect(heard).toMatchObject({ status: 200, whole: true })
      expect(heard.headers).not.toHaveProperty('content-encoding')
      expect(tokensIn(String(heard.body))).toBe(TOKENS)
      const { tokenMs } = await truthOf(heard.stream)
      expect(heard.reads.length).toBeGreaterThanOrEqual(TOKENS / 3)
      expect(heard.reads[0]).toBeLessThan(tokenMs.at(-1) ?? 0)
      expect(heard.reads[0]).toBeGreaterThan(tokenMs[0] ?? 0)
    })

    test.each(['buffered', 'header-stripped'])(
      '%s holds the first token until the last has left',
      async (file) => {
        const heard = await hears(file)
        expect(heard).toMatchObject({ status: 200, whole: true })
        expect(tokensIn(String(heard.body))).toBe(TOKENS)
        const { tokenMs } = await truthOf(heard.stream)
        expect(tokenMs).toHaveLength(TOKENS)
        expect(heard.reads[0]).toBeGreaterThan(tokenMs.at(-1) ?? Infinity)
      },
    )

    test('gzip compresses and holds, for a client that says nothing as for a browser', async () => {
      for (const headers of [{}, { 'accept-encoding': 'gzip, deflate, br' }]) {
        const heard = await hears('gzip', { headers })
        expect(heard.headers['content-encoding']).toBe('gzip')
        expect(tokensIn(String(gunzipSync(heard.body)))).toBe(TOKENS)
        const { tokenMs } = await truthOf(heard.stream)
        expect(heard.reads[0]).toBeGreaterThan(tokenMs.at(-1) ?? Infinity)
      }
    })

    test('gzip leaves alone who wants no encoding', async () => {
      const heard = await hears('gzip', { headers: { 'accept-encoding': 'identity' } })
      expect(heard.headers).not.toHaveProperty('content-encoding')
      const { tokenMs } = await truthOf(heard.stream)
      expect(heard.reads[0]).toBeLessThan(tokenMs.at(-1) ?? 0)
    })
  })

  describe('short time-outs', () => {
    test('a silence of 4.5 s is cut, before the first token and after; one of 1 s is not', async () => {
      const [early, late, brief, cured] = await Promise.all([
        hears('short-timeouts', { mock: { ttftMs: 4_500 } }),
        hears('short-timeouts', silence(3, 4_500)),
        hears('short-timeouts', silence(3, 1_000)),
        hears('streaming', silence(3, 4_500)),
      ])
      // The mock has sent its headers before, so that the limit strikes within the answer.
      expect(tokensIn(String(early.body))).toBe(0)
      expect(early.whole).toBe(false)
      expect(await truthOf(early.stream)).toMatchObject({ outcome: 'client_gone', sent: 0 })
      expect(tokensIn(String(late.body))).toBe(3)
      expect(late.whole).toBe(false)
      expect((await truthOf(late.stream)).sent).toBe(3)
      for (const heard of [brief, cured]) {
        expect(heard.whole).toBe(true)
        expect(tokensIn(String(heard.body))).toBe(TOKENS)
      }
    })
  })

  test('retrying asks both instances for a 503, streaming one', async () => {
    const refused = { mock: { fault: { type: 'status', code: 503 } } }
    const [twice, once] = [await hears('retrying', refused), await hears('streaming', refused)]
    expect([twice.status, once.status]).toEqual([503, 503])
    // Each instance writes its lines in order: once a later one is there, nothing is still to come.
    for (const mock of mocks) await truthOf((await ask(mock.url, QUICK)).stream)
    const lines = readFileSync(truthFile(), 'utf8').split('\n')
    const instancesOf = ({ stream }: Heard): string[] =>
      lines
        .filter((line) => line.includes(stream))
        .map((line) => (JSON.parse(line) as TruthLine).instance)
    expect(instancesOf(twice).toSorted()).toEqual(['mock-0', 'mock-1'])
    expect(instancesOf(once)).toHaveLength(1)
  })

  describe('sticky sessions', () => {
    test('a cookie leads back to the instance that gave it, and is given once', async () => {
      const clients = await Promise.all(
        Array.from({ length: 24 }, async () => {
          const first = await hears('sticky-cookie', QUICK)
          const [cookie = ''] = String(first.headers['set-cookie']).split(';')
          expect(cookie).toMatch(/^streamgauge_route=[0-9a-f]{32}$/u)
          const again = await Promise.all(
            [1, 2, 3, 4].map(() => hears('sticky-cookie', { ...QUICK, headers: { cookie } })),
          )
          expect(again.filter((heard) => 'set-cookie' in heard.headers)).toEqual([])
          return [first, ...again].map(instanceOf)
        }),
      )
      for (const instances of clients) expect(new Set(instances).size).toBe(1)
      // One in eight million runs gives all 24 the same.
      expect(new Set(clients.flat())).toEqual(new Set(['mock-0', 'mock-1']))
    })

    test('an address leads to one instance, all others to one or the other', async () => {
      const addresses = Array.from({ length: 24 }, (_, i) => `192.0.2.${i + 1}`)
      const asked = async (): Promise<string[]> => {
        const heard = addresses.map((address) =>
          hears('sticky-ip', { ...QUICK, headers: { 'x-forwarded-for': address } }),
        )
        return (await Promise.all(heard)).map(instanceOf)
      }
      const first = await asked()
      expect(await asked()).toEqual(first)
      expect(new Set(first)).toEqual(new Set(['mock-0', 'mock-1']))
    })
  })

  describe('TLS', () => {
    test('is refused without the certificate of the run', async () => {
      await expect(ask(base('tls'))).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    })

    test('HTTP/2 passes tokens on, many streams on one connection', async () => {
      const session = http2(base('tls'), { ca: running.certificate ?? '' })
      const asked = Array.from({ length: 5 }, () => {
        const stream = randomUUID()
        const req = session.request({
          ':method': 'POST',
          ':path': '/chat/stream',
          'content-type': 'application/json',
          'x-request-id': stream,
        })
        req.setEncoding('utf8')
        const heard = { stream, text: '', reads: [] as number[] }
        req.on('data', (text: string) => {
          heard.text += text
          heard.reads.push(nowMs())
        })
        req.end('{"prompt":"hi"}')
        return new Promise<typeof heard>((resolve) => req.once('close', () => resolve(heard)))
      })
      for (const heard of await Promise.all(asked)) {
        expect(tokensIn(heard.text)).toBe(TOKENS)
        const { tokenMs } = await truthOf(heard.stream)
        expect(heard.reads[0]).toBeLessThan(tokenMs.at(-1) ?? 0)
      }
      expect(session.alpnProtocol).toBe('h2')
      session.close()
    })
  })

  test('a client that hangs up: told at once, but not where the abort is ignored', async () => {
    const [told, ignored] = await Promise.all([
      hears('streaming', { hangUpAfter: 3 }),
      hears('ignore-abort', { hangUpAfter: 3 }),
    ])
    expect(await truthOf(ignored.stream)).toMatchObject({ outcome: 'played', sent: TOKENS })
    const truth = await truthOf(told.stream)
    expect(truth.outcome).toBe('client_gone')
    expect(truth.sent).toBeLessThan(TOKENS)
  })

  const UPGRADES = ['streaming', 'gzip', 'ignore-abort', 'short-timeouts', 'sticky-cookie']
  test.concurrent.each(UPGRADES)('a WebSocket gets through %s', async (file) => {
    const socket = new WebSocket(`${base(file).replace('http', 'ws')}/ws/chat`)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    const types: string[] = []
    const done = new Promise<void>((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const { type } = JSON.parse(String(data)) as { type: string }
        types.push(type)
        if (type === 'done') resolve()
      })
    })
    socket.send('{"type":"message","prompt":"hi"}')
    await done
    socket.close()
    expect(types).toEqual([...Array<string>(TOKENS).fill('token'), 'done'])
  })
})

describe('when an instance dies', () => {
  test.each(VERSIONS)('its clients go on with the other one: $which', async ({ find }) => {
    const nginx = await find()
    if (nginx === undefined) throw new Error('not here')
    const doomed = await foreignServer(['--instance', 'doomed', ...SERVED])
    const servers = [doomed.url, mocks[0]?.url ?? ''].map((url) => new URL(url).host)
    const dir = join(places, `dies-${nginx.version.replace('/', '-')}`)
    const files = ['sticky-ip', 'sticky-cookie', 'streaming']
    const running = await startNginx(nginx, dir, { scheme: 'http', servers }, files)
    try {
      const [byAddress = '', byCookie = '', roundRobin = ''] = running.urls
      const asked = (base: string, i: number) =>
        ask(base, {
          ...QUICK,
          headers: { 'x-forwarded-for': `192.0.2.${i}`, cookie: `streamgauge_route=${i}` },
        })
      const all = (base: string) =>
        Promise.all(Array.from({ length: 12 }, (_, i) => asked(base, i)))
      const before = [...(await all(byAddress)), ...(await all(byCookie))]
      expect(new Set(before.map(({ headers }) => headers['x-mock-instance']))).toContain('doomed')
      await doomed.stop()
      const after = [...(await all(byAddress)), ...(await all(byCookie))]
      expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]))
      // Where nothing is asked twice, half of the streams are lost: a 502 is the truth about a dead instance.
      const lost = (await all(roundRobin)).filter(({ status }) => status === 502)
      expect(lost.length).toBeGreaterThan(0)
    } finally {
      await running.child.stop()
      await doomed.stop()
    }
  })
})
