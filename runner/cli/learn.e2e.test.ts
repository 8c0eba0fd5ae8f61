import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tmpdir } from 'node:os'
import type { Summary } from '../../analysis/index.ts'
import type { LearnedProfile } from '../../core/profile/learned.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { readResults, readTruth, streamgauge } from '../e2e/streamgauge.ts'

/** Stands for a real endpoint: nobody looks at it again once it has been measured. */
const ENDPOINT = {
  ttftMs: { percentiles: [0, 50, 90, 99, 100], values: [400, 480, 540, 580, 600] },
  pace: {
    gapMs: { percentiles: [0, 50, 90, 99, 100], values: [40, 70, 95, 110, 120] },
    lump: { percentiles: [0, 80, 80, 100], values: [1, 1, 3, 3] },
    likeness: 0.1,
  },
  tokens: { percentiles: [0, 50, 100], values: [20, 30, 45] },
  failures: [
    { type: 'status', code: 503, retryAfterS: 2, rate: 0.06 },
    { type: 'cut', afterTokens: 8, how: 'reset', rate: 0.06 },
  ],
}
const STREAMS = 400
const LOAD = ['--streams', String(STREAMS), '--rate', '50', '--warmup', '0', '--slo', 'none']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-e2e-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Measured {
  readonly records: readonly StreamRecord[]
  /** First tokens and gaps as a client saw them, and as the mock had planned them. */
  readonly seen: Times
  readonly planned: Times
  /** The client was fit, and the mock kept to its plan: then what was seen is what was planned. */
  readonly sound: boolean
}

interface Times {
  readonly ttft: readonly number[]
  readonly gaps: readonly number[]
}

/** Above this the machine had other things to do. */
const LATE_MS = 2

async function measure(profile: string, name: string, seed: number): Promise<Measured> {
  const out = join(folder, name)
  const serve = ['--route', 'direct', '--profile', profile, '--seed', String(seed)]
  const run = await streamgauge(['run', 'baseline', ...serve, ...LOAD, '--no-canary', '--out', out])
  if (run.code !== 0) throw new Error(run.stdout + run.stderr)
  const records = readResults(out).measured
  const truth = [...readTruth(out).values()].filter(({ stream = '' }) => !stream.includes('probe'))
  const played = truth.filter(({ dueMs }) => dueMs.length > 0)
  const late = played.flatMap(({ dueMs, tokenMs }) => tokenMs.map((at, i) => at - dueMs[i]!))
  const { fit } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary
  return {
    records,
    seen: {
      ttft: records.flatMap(({ ttftFromSendMs }) => ttftFromSendMs ?? []),
      gaps: records.flatMap(({ gapsMs }) => gapsMs ?? []),
    },
    planned: {
      ttft: played.map(({ dueMs, arrivedMs }) => dueMs[0]! - arrivedMs),
      gaps: played.flatMap(({ dueMs }) => dueMs.slice(1).map((at, i) => at - dueMs[i]!)),
    },
    sound: fit && quantile(sortSamples(late), 0.99)! < LATE_MS,
  }
}

const together = (gaps: readonly number[]): number =>
  gaps.filter((gap) => gap < 1).length / gaps.length
const off = (was: readonly number[], is: readonly number[], p: number): number =>
  Math.abs(quantile(sortSamples(is), p)! / quantile(sortSamples(was), p)! - 1)

describe('production, rehearsed without it', () => {
  let before: Measured
  let after: Measured
  let learned: LearnedProfile
  let said: string

  beforeAll(async () => {
    const endpoint = join(folder, 'endpoint.json')
    writeFileSync(endpoint, JSON.stringify(ENDPOINT))
    before = await measure(endpoint, 'production', 3)
    const profile = join(folder, 'learned.json')
    const run = await streamgauge(['learn', join(folder, 'production'), '--out', profile])
    if (run.code !== 0) throw new Error(run.stderr)
    said = run.stdout
    learned = JSON.parse(readFileSync(profile, 'utf8')) as LearnedProfile
    after = await measure(profile, 'rehearsal', 9)
  })

  test.each([
    ['ttft', 0.5],
    ['ttft', 0.9],
    ['ttft', 0.99],
    ['gaps', 0.5],
    ['gaps', 0.9],
    ['gaps', 0.99],
  ] as const)('%s at %d: within 5 percent of what was measured', (name, p) => {
    expect(off(before.seen[name], after.planned[name], p)).toBeLessThan(0.05)
    if (before.sound && after.sound) {
      expect(off(before.seen[name], after.seen[name], p)).toBeLessThan(0.05)
    }
  })

  test('lumps, lengths and failures come as often', () => {
    const [was, is] = [before, after].map(({ records }) => Map.groupBy(records, (r) => r.outcome))
    for (const outcome of ['complete', 'error_status', 'truncated_reset'] as const) {
      const [a = [], b = []] = [was?.get(outcome), is?.get(outcome)]
      // Four standard errors of a difference at 6 % of 400.
      expect(Math.abs(a.length - b.length), outcome).toBeLessThan(0.067 * STREAMS)
    }
    expect(is?.get('error_status')?.[0]).toMatchObject({ status: 503, retryAfterS: 2 })
    const ratio = together(after.planned.gaps) / together(before.seen.gaps)
    expect(Math.abs(ratio - 1)).toBeLessThan(0.15)
    const [a, b] = [was, is].map((all) => all?.get('complete')?.map((r) => r.contentEvents) ?? [])
    expect(off(a!, b!, 0.5)).toBeLessThan(0.05)
  })

  test('the profile says where it comes from', () => {
    const run = JSON.parse(readFileSync(join(folder, 'production', 'run.json'), 'utf8')) as {
      readonly run: string
    }
    expect(learned).toMatchObject({
      v: 1,
      learned: { run: run.run, target: 'mock', scenario: 'baseline', route: 'direct' },
    })
    expect(said).toMatch(/TTFT +p50 \d+, p90 \d+, p99 \d+ ms \(n = 3\d\d\)/u)
    const counts = Map.groupBy(before.records, ({ outcome }) => outcome)
    expect(learned.learned.samples).toMatchObject({
      streams: STREAMS,
      ttft: STREAMS - (counts.get('error_status')?.length ?? 0),
      lengths: counts.get('complete')?.length,
    })
  })

  test('as JSON: the same and nothing else', async () => {
    const out = join(folder, 'again.json')
    const args = ['learn', join(folder, 'production'), '--out', out, '--json']
    const { code, stdout } = await streamgauge(args)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ out, ...learned.learned })
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(learned)
  })
})

test('too few streams: exit 6, and nothing is written', async () => {
  const out = join(folder, 'few')
  const args = ['run', 'baseline', '--route', 'direct', '--streams', '5', '--rate', '20']
  const serve = ['--ttft', '10ms', '--gap', '1ms', '--tokens', '5']
  await streamgauge([...args, ...serve, '--warmup', '0', '--slo', 'none', '--out', out])
  const run = await streamgauge(['learn', out, '--out', join(folder, 'never.json')])
  expect(run.code).toBe(6)
  expect(run.stderr).toContain('found 5 streams with a first token; a profile needs at least 20.')
  expect(() => readFileSync(join(folder, 'never.json'))).toThrow('ENOENT')
})

test('a profile with mistakes: every one is named, exit 2, and no folder is made', async () => {
  const bad = join(folder, 'bad.json')
  writeFileSync(bad, '{"ttftMs":-5,"failures":[{"type":"cut"}],"x":1}')
  const out = join(folder, 'refused')
  const run = await streamgauge(['run', 'baseline', '--profile', bad, '--out', out])
  expect(run.code).toBe(2)
  for (const field of ['ttftMs: found -5', 'afterTokens', 'x: unknown name']) {
    expect(run.stderr).toContain(field)
  }
  expect(() => readFileSync(join(out, 'run.json'))).toThrow('ENOENT')
})
