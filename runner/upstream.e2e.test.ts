import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StreamRecord } from '../core/record/record.ts'
import type { TruthLine } from '../core/truth.ts'
import { type ForeignServer, foreignServer } from './e2e/against-mock.ts'
import { readResults, streamgauge } from './e2e/streamgauge.ts'
import { findNginx } from './nginx/find-nginx.ts'
import { type RunningNginx, startNginx } from './nginx/start-nginx.ts'

const folder = mkdtempSync(join(tmpdir(), 'streamgauge-upstream-'))
const truthFile = (name: string): string => join(folder, `${name}.ndjson`)
const TOKENS = 40

let provider: ForeignServer
let inner: RunningNginx
let front: ForeignServer
beforeAll(async () => {
  const nginx = await findNginx(() => undefined)
  if (nginx === undefined) throw new Error('no nginx')
  const pace = ['--ttft', '60ms', '--gap', '20ms', '--tokens', String(TOKENS)]
  provider = await foreignServer([
    ...pace,
    '--instance',
    'provider',
    '--truth',
    truthFile('provider'),
  ])
  const servers = [new URL(provider.url).host]
  inner = await startNginx(nginx, join(folder, 'nginx'), { scheme: 'http', servers }, ['streaming'])
  const upstream = ['--upstream', `${inner.urls[0]}/v1`, '--instance', 'front']
  front = await foreignServer([...upstream, '--truth', truthFile('front')])
})
afterAll(async () => {
  await front?.stop()
  await inner?.child.stop()
  await provider?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The truth of one side by stream, once it tells of all of this run; a log is written a moment after the stream. */
async function truthOf(
  name: string,
  records: readonly StreamRecord[],
): Promise<ReadonlyMap<string, TruthLine>> {
  const fromMs = Math.min(...records.map((record) => record.startedMs ?? Infinity))
  for (;;) {
    const lines = readFileSync(truthFile(name), 'utf8').split('\n').slice(0, -1)
    const truths = lines.map((line): TruthLine => JSON.parse(line))
    const own = truths.filter((line) => line.arrivedMs >= fromMs)
    const known = new Map(own.map((line) => [line.stream ?? '', line]))
    if (records.every(({ stream }) => known.has(stream))) return known
    await wait(50)
  }
}

interface Hops {
  readonly record: StreamRecord
  readonly near: TruthLine
  readonly far: TruthLine
}

let runs = 0
/** Client -> nginx -> front -> nginx -> provider, and the three views of each stream joined by its name. */
async function chain(scenario: string, more: readonly string[]): Promise<readonly Hops[]> {
  const out = join(folder, `out-${++runs}`)
  const target = ['--target', front.url, '--dialect', 'plain', '--route', 'nginx', '--no-probe']
  const flags = [...target, '--slo', 'none', '--out', out, ...more]
  const run = await streamgauge(['run', scenario, ...flags])
  expect([0, 99], run.stderr).toContain(run.code)
  const { measured } = readResults(out)
  const near = await truthOf('front', measured)
  const far = await truthOf('provider', measured)
  return measured.flatMap((record) => {
    const [one, other] = [near.get(record.stream), far.get(record.stream)]
    return one === undefined || other === undefined ? [] : [{ record, near: one, far: other }]
  })
}

const faults = (list: readonly object[]): Promise<unknown> =>
  fetch(`${provider.url}/control`, { method: 'PATCH', body: JSON.stringify({ faults: list }) })

describe('client -> nginx -> mock --upstream -> nginx -> mock', () => {
  test('passes every token on before the next is made, and the logs say what each hop added', async () => {
    const hops = await chain('baseline', ['--streams', '30', '--rate', '20'])
    expect(hops).toHaveLength(30)
    let pairs = 0
    let before = 0
    for (const { record, near, far } of hops) {
      expect(record).toMatchObject({ outcome: 'complete', contentEvents: TOKENS })
      expect(near).toMatchObject({
        outcome: 'played',
        sent: TOKENS,
        upstream: { instance: 'provider' },
      })
      expect(far).toMatchObject({ outcome: 'played', sent: TOKENS, path: '/v1/chat/completions' })
      for (let i = 0; i < TOKENS; i++) {
        const made = far.tokenMs[i] ?? Infinity
        expect(near.receivedMs?.[i]).toBeGreaterThan(made)
        expect(near.tokenMs[i]).toBeGreaterThanOrEqual(near.receivedMs?.[i] ?? Infinity)
        if (i + 1 === TOKENS) continue
        pairs++
        if ((near.tokenMs[i] ?? Infinity) < (far.tokenMs[i + 1] ?? 0)) before++
      }
      expect((record.startedMs ?? 0) + (record.ttftFromSendMs ?? 0)).toBeGreaterThan(
        near.tokenMs[0] ?? Infinity,
      )
    }
    // A hop that holds back would have none; a busy machine holds up some.
    expect(before / pairs).toBeGreaterThan(0.5)
  })

  test('never makes a cut stream look whole', async () => {
    await faults([{ type: 'cut', afterTokens: 5, how: 'no-last-chunk', rate: 0.5 }])
    const hops = await chain('baseline', ['--streams', '30', '--rate', '30'])
    await faults([])
    expect(hops).toHaveLength(30)
    const cut = hops.filter(({ far }) => far.outcome === 'fault:cut')
    expect(cut.length).toBeGreaterThan(0)
    expect(cut.length).toBeLessThan(30)
    for (const { record, near, far } of hops) {
      const whole = far.outcome === 'played'
      expect(near.outcome).toBe(whole ? 'played' : 'fault:upstream-reset')
      expect(record.outcome).toBe(whole ? 'complete' : 'truncated_reset')
    }
  })

  // Much is left to be said when the ear's own limit makes it leave.
  test.each([
    ['mid-stream', '{"tokens":1000}', '--timeout-total', 'timeout_total'],
    ['before the first token', '{"ttftMs":20000}', '--timeout-first', 'timeout_first'],
  ] as const)('tells the provider of every client that leaves %s', async (...row) => {
    const [, mock, limit, outcome] = row
    const more = ['--header', `x-mock: ${mock}`, limit, '400ms']
    const hops = await chain('baseline', ['--streams', '20', '--rate', '20', ...more])
    expect(hops).toHaveLength(20)
    for (const { record, near, far } of hops) {
      const outcomes = [record.outcome, near.outcome, far.outcome]
      expect(outcomes).toEqual([outcome, 'client_gone', 'client_gone'])
      expect(far.clientGoneMs).toBeGreaterThan(near.clientGoneMs ?? Infinity)
      if (outcome === 'timeout_first') expect(far.sent).toBe(0)
      else expect(far.sent).toBeLessThan(1_000)
    }
  })
})
