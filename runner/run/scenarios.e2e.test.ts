import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Summary } from '../../analysis/index.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { SCENARIOS } from '../../core/scenario/scenarios.ts'
import type { WorkloadInfo } from '../../core/workload/workload-info.ts'
import { inFolder, readResults, streamgauge } from '../e2e/streamgauge.ts'

interface Played {
  readonly code: number
  readonly text: string
  readonly measured: readonly StreamRecord[]
  readonly summary: Summary
}

const tried = new Set<string>()

/** One scenario through the real command line, k6, mock and nginx. */
function play(scenario: string, ...words: readonly string[]): Promise<Played> {
  tried.add(scenario)
  return inFolder(async (dir) => {
    const out = join(dir, 'out')
    const run = await streamgauge([
      'run',
      scenario,
      ...words,
      '--quiet',
      '--no-canary',
      '--out',
      out,
    ])
    const { measured } = readResults(out)
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary
    return { code: run.code, text: run.stdout + run.stderr, measured, summary }
  })
}

const kindOf = ({ tags }: StreamRecord): string => String(tags?.['variant'])
const sections = ({ summary }: Played): readonly string[] => [
  ...new Set(
    summary.groups
      .filter(({ startedStreams }) => startedStreams > 0)
      .map(({ scenario }) => scenario),
  ),
]

/** Answer texts of complete streams by key: the number at the end of the stream's id. */
function textsByKey(measured: readonly StreamRecord[]): ReadonlyMap<string, ReadonlySet<string>> {
  const texts = new Map<string, Set<string>>()
  for (const { stream, textSha256 = '' } of measured) {
    const key = stream.split('/').at(-1) ?? ''
    texts.set(key, (texts.get(key) ?? new Set()).add(textSha256))
  }
  return texts
}

describe('every scenario, small, through real k6, mock and nginx', () => {
  test('transports: the same text over SSE, NDJSON, raw chunks and WebSocket, direct, through nginx, and over HTTP/2', async () => {
    const few = ['--streams', '24', '--warmup', '0', '--tokens', '20']
    const run = await play('transports', ...few, '--route', 'direct,nginx,nginx:http2')
    expect(run.code, run.text).toBe(0)
    expect(run.measured).toHaveLength(72)
    const multiplexed = run.measured.filter(({ protocol }) => protocol === 'HTTP/2')
    expect(new Set(multiplexed.map(({ transport }) => transport)).size).toBe(3)
    expect(new Set(run.measured.map(({ transport }) => transport)).size).toBe(4)
    const texts = textsByKey(run.measured)
    expect(texts.size).toBe(6)
    for (const set of texts.values()) expect(set.size).toBe(1)
  })

  test('burst: the asked coefficient of variation', async () => {
    const run = await play(
      'burst',
      '--streams',
      '40',
      '--warmup',
      '0',
      '--route',
      'direct',
      '--tokens',
      '5',
      '--set',
      'cv=4',
    )
    expect(run.code, run.text).toBe(0)
    expect(run.summary.run.config['scenarios']).toMatchObject([
      { arrivals: 'gamma:4', set: { cv: 4 } },
    ])
    expect(run.measured).toHaveLength(40)
  })

  test('arrival-ramp: ends at the step that is more than is served', async () => {
    const knobs = ['from=12', 'factor=8', 'steps=3', 'slots=8'].flatMap((knob) => ['--set', knob])
    const run = await play('arrival-ramp', '--duration', '6s', '--tokens', '20', ...knobs)
    expect(run.code, run.text).toBe(0)
    expect(sections(run)).toEqual(['arrival-ramp/12', 'arrival-ramp/96'])
    expect(run.summary.knees).toMatchObject([
      { route: 'direct', servedPerSecond: 12, unstablePerSecond: 96 },
    ])
  })

  test('cancel-storm: noticed at once by every way, but for a client that vanishes and a proxy that reads on', async () => {
    const run = await play(
      'cancel-storm',
      '--streams',
      '32',
      '--route',
      'direct,nginx:http2,nginx:ignore-abort',
    )
    expect(run.code, run.text).toBe(0)
    const of = (route: string, way: string) =>
      run.summary.cancellation?.filter((one) => one.route === route && one.way === way) ?? []
    for (const way of ['fin', 'rst', 'ws-message', 'ws-close']) {
      const cells = of('direct', way)
      expect(cells.length, way).toBeGreaterThan(0)
      for (const cell of cells) expect(cell.noticedStreams, way).toBe(cell.streams)
    }
    // Whatever is asked for: three ways in the midst of the stream, two before its first token.
    const resets = of('nginx:http2', 'h2-reset')
    expect(resets.map(({ streams }) => streams).toSorted((a, b) => a - b)).toEqual([8, 12])
    for (const cell of resets) expect(cell.noticedStreams).toBe(cell.streams)
    expect(of('nginx:http2', 'fin')).toEqual([])
    expect(of('direct', 'vanish')).toMatchObject([{ noticedStreams: 0, orphanStreams: 4 }])
    const wasted = of('nginx:ignore-abort', 'fin').map(({ wastedRatio = 0 }) => wastedRatio)
    expect(Math.min(...wasted)).toBeGreaterThan(0.5)
  })

  test('slow-reader: the server blocks and gives up; a buffering proxy swallows the whole answer, by name and size', async () => {
    const words = [
      '--streams',
      '12',
      '--set',
      'put-timeout=1.5',
      '--route',
      'direct,nginx:http2,nginx:buffered',
    ]
    const run = await play('slow-reader', ...words, '--slo', 'none')
    expect(run.code, run.text).toBe(0)
    const of = (kind: string, route: string) =>
      run.summary.slowReaders?.find(
        (one) => one.scenario === `slow-reader/${kind}` && one.route === route,
      )
    const buffered = of('slow', 'nginx:buffered')
    expect(of('slow', 'nginx:http2')).toMatchObject({
      protocol: 'HTTP/2',
      streams: 2,
      blockedStreams: 2,
      abortedStreams: 2,
      swallowedStreams: 0,
    })
    // A tunnel is not buffered, and the mock waits: the reader is the one who leaves.
    for (const route of ['direct', 'nginx:http2', 'nginx:buffered']) {
      expect(of('slow-ws', route), route).toMatchObject({
        transport: 'ws',
        streams: 2,
        blockedStreams: 2,
        abortedStreams: 0,
        swallowedStreams: 0,
      })
    }
    expect(of('slow', 'direct')).toMatchObject({
      route: 'direct',
      streams: 2,
      blockedStreams: 2,
      abortedStreams: 2,
      swallowedStreams: 0,
    })
    expect(buffered).toMatchObject({
      route: 'nginx:buffered',
      streams: 2,
      blockedStreams: 0,
      swallowedStreams: 2,
    })
    expect(buffered?.absorbedBytes).toBeGreaterThan(20_000_000)
    expect(buffered?.absorbedByProxyBytes).toBeGreaterThan(10_000_000)
  })

  test('chaos-cut: every broken stream is told for what it is, none is taken for whole', async () => {
    const run = await play('chaos-cut', '--streams', '60')
    expect(run.code, run.text).toBe(0)
    const whole = run.measured.filter(({ outcome }) => outcome === 'complete')
    expect(new Set(whole.map(kindOf))).toEqual(new Set(['whole']))
    expect(run.measured).toHaveLength(120)
  })

  test('rate-limit: trying again adds to the load, and waits as it is told', async () => {
    const run = await play('rate-limit', '--duration', '3s', '--route', 'direct')
    expect(run.code, run.text).toBe(0)
    const [polite] = run.summary.attempts ?? []
    expect(polite?.scenario).toBe('rate-limit/polite')
    expect(polite?.amplificationRatio).toBeGreaterThan(1)
    expect(polite?.earlyAttempts).toBe(0)
  })

  test('sticky: a client keeps its instance, by cookie and by address, until it dies', async () => {
    const run = await play('sticky', '--duration', '3s', '--set', 'clients=12')
    expect(run.code, run.text).toBe(0)
    const both = run.measured.filter((record) => kindOf(record) === 'both')
    const instances = new Map<string, Set<unknown>>()
    for (const { route, tags, instance } of both) {
      const client = `${route} ${String(tags?.['client'])}`
      instances.set(client, (instances.get(client) ?? new Set()).add(instance))
    }
    expect(instances.size).toBe(24)
    for (const [client, set] of instances) expect(set.size, client).toBe(1)
    const [event] = run.summary.run.events ?? []
    expect(event?.what).toBe('mock-0 is killed')
    const later = run.measured.filter(({ startedMs }) => startedMs > (event?.atMs ?? 0) + 500)
    expect(later.length).toBeGreaterThan(5)
    for (const record of later) expect(record.instance).toBe('mock-1')
  })

  test('reload: no stream is cut when nginx reloads or an instance drains', async () => {
    const run = await play('reload', '--duration', '3s', '--tokens', '50')
    expect(run.code, run.text).toBe(0)
    expect(run.summary.run.events?.map(({ what }) => what)).toEqual([
      'nginx reloads',
      'mock-0 is asked to end',
    ])
    expect(run.measured.filter(({ outcome }) => outcome.startsWith('truncated'))).toEqual([])
  })

  test('buffer-strategies: fewer events, the same text', async () => {
    const run = await play('buffer-strategies', '--streams', '16', '--warmup', '0')
    expect(run.code, run.text).toBe(0)
    for (const set of textsByKey(run.measured).values()) expect(set.size).toBe(1)
    const events = new Map(
      run.summary.groups.map((one) => [one.scenario.split('/')[1], one.contentEvents]),
    )
    expect(events.get('word')).toBeLessThanOrEqual(events.get('none') ?? 0)
    expect(events.get('sentence')).toBeLessThan(events.get('word') ?? 0)
  })

  test('soak: streams may be silent, unless a proxy has a limit on it', async () => {
    const knobs = ['--set', 'longest=61', '--streams', '24', '--rate', '20']
    const run = await play('soak', ...knobs, '--route', 'nginx,nginx:short-timeouts')
    const cut = run.measured.filter(({ outcome }) => outcome !== 'complete')
    expect(run.code, run.text).toBe(99)
    expect(new Set(cut.map(({ route }) => route))).toEqual(new Set(['nginx:short-timeouts']))
    const kinds = new Set(cut.map(kindOf))
    expect(kinds).toContain('between-61s')
    expect(kinds).toContain('before-61s')
    // Scaled, 59 s and 61 s lie a tenth of a second apart, on either side of the limit.
    for (const kind of kinds) expect(kind).toMatch(/-(59|61)s$/u)
  })

  test('mix: each class by its own arrivals and lengths, as run.json says', async () => {
    const knobs = ['--set', 'heavy=2', '--set', 'share=60', '--rate', '20']
    const run = await play('mix', '--streams', '40', '--route', 'direct', ...knobs)
    expect(run.code, run.text).toBe(0)
    expect(new Set(run.measured.map(kindOf))).toEqual(new Set(['heavy-1', 'heavy-2', 'light']))
    const { scenarios } = run.summary.run.config as {
      readonly scenarios: readonly { readonly workload?: WorkloadInfo }[]
    }
    const workload = scenarios[0]?.workload
    expect(workload?.rows).toBe(40)
    for (const [name, told] of Object.entries(workload?.classes ?? {})) {
      const own = run.measured.filter((record) => kindOf(record) === name)
      expect(own.length, name).toBe(told.rows)
      const tokens = own.reduce((sum, record) => sum + record.tokens, 0)
      expect(tokens / own.length, name).toBeCloseTo(told.outputTokens.mean, 2)
    }
  })

  test('multi-turn: the history grows, so does the wait, and the connection is kept', async () => {
    const knobs = ['turns=3', 'think=0.05', 'prefill=1', 'question=100']
    const run = await play(
      'multi-turn',
      '--concurrency',
      '4',
      '--streams',
      '24',
      '--tokens',
      '10',
      '--route',
      'direct,nginx',
      ...knobs.flatMap((knob) => ['--set', knob]),
    )
    expect(run.code, run.text).toBe(0)
    for (const route of ['direct', 'nginx']) {
      const own = run.measured.filter((record) => record.route === route)
      expect(own).toHaveLength(24)
      const waits = ['turn-1', 'turn-2', 'turn-3'].map((turn) =>
        own.filter((record) => kindOf(record) === turn).map(({ ttftMs = 0 }) => ttftMs),
      )
      expect(waits.map(({ length }) => length)).toEqual([8, 8, 8])
      const [first = [], second = [], third = []] = waits
      expect(Math.max(...first)).toBeLessThan(Math.min(...third))
      expect(Math.min(...second)).toBeGreaterThan(Math.min(...first))
      for (const record of own) {
        if (kindOf(record) !== 'turn-1') expect(record.reused, record.stream).toBe(true)
      }
    }
  })

  test('high-concurrency: as many open as asked for', async () => {
    const load = ['--set', 'streams=200', '--streams', '200', '--route', 'direct']
    const run = await play('high-concurrency', ...load, '--gap', '200ms', '--tokens', '40')
    expect(run.code, run.text).toBe(0)
    expect(run.summary.groups[0]?.throughput?.peakConcurrencyStreams).toBe(200)
  })

  test('wire-corpus: the same text in every encoding and split, direct and through nginx', async () => {
    const run = await play('wire-corpus', '--streams', '32')
    expect(run.code, run.text).toBe(0)
    expect(run.measured).toHaveLength(64)
    const texts = textsByKey(run.measured)
    expect(texts.size).toBe(2)
    for (const set of texts.values()) expect(set.size).toBe(1)
  })

  test('and none is forgotten', () => {
    const elsewhere = new Set(['quick', 'baseline'])
    const known = SCENARIOS.map(({ name }) => name)
    expect(known.filter((name) => !tried.has(name) && !elsewhere.has(name))).toEqual([])
  })
})
