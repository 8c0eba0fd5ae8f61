import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GateReport, Summary } from '../../analysis/index.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { type ForeignServer, foreignServer } from '../e2e/against-mock.ts'
import { inFolder, readResults, streamgauge } from '../e2e/streamgauge.ts'

let server: ForeignServer
beforeAll(async () => {
  server = await foreignServer(['--ttft', '50ms', '--gap', '5ms', '--tokens', '20'])
})
afterAll(() => server.stop())

/** Two generators, at the same time, each with its share of one load on one server; their folders are `a` and `b`. */
async function generate(folder: string, load: readonly string[]): Promise<void> {
  const run = (segment: string, out: string) => {
    const words = ['run', 'baseline', '--target', server.url, ...load, '--segment', segment]
    return streamgauge([...words, '--slo', 'none', '--quiet', '--out', out], {}, folder)
  }
  const [a, b] = await Promise.all([run('1/2', 'a'), run('2/2', 'b')])
  expect(a, a.stderr).toMatchObject({ code: 0, stderr: '' })
  expect(b, b.stderr).toMatchObject({ code: 0, stderr: '' })
}

const numbers = (records: readonly StreamRecord[]): number[] =>
  records.map(({ stream }) => Number(stream.split('/').at(-1))).toSorted((x, y) => x - y)
const from = (first: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + step * i)

/** Type 7 (Hyndman and Fan 1996), worked out here once more. */
function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((x, y) => x - y)
  const at = (sorted.length - 1) * p
  const low = sorted[Math.floor(at)]!
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low)
}

describe('two generators share one load', () => {
  test('open loop: every stream once, and merged the counts and quantiles of all records', () =>
    inFolder(async (folder) => {
      await generate(folder, ['--rate', '40', '--arrivals', 'poisson', '--streams', '160'])
      const [a, b] = [readResults(join(folder, 'a')), readResults(join(folder, 'b'))]
      expect(numbers(a.measured)).toEqual(from(0, 2, 80))
      expect(numbers(b.measured)).toEqual(from(1, 2, 80))

      const { code, stdout } = await streamgauge(['report', 'a', 'b', '--json'], {}, folder)
      expect(code).toBe(0)
      const summary = JSON.parse(stdout) as Summary
      const all = [...a.measured, ...b.measured]
      const group = summary.groups[0]!
      expect(summary.groups).toHaveLength(1)
      expect(group).toMatchObject({
        startedStreams: 160,
        successStreams: 160,
        completionRatio: 1,
        probeStreams: 2,
        tokens: all.reduce((sum, { tokens }) => sum + tokens, 0),
        contentEvents: 160 * 20,
      })
      const ttft = all.map(({ ttftMs }) => ttftMs!)
      const e2e = all.map(({ e2eMs }) => e2eMs!)
      const gaps = all.flatMap(({ gapsMs }) => gapsMs!)
      for (const [name, p] of [
        ['p50', 0.5],
        ['p90', 0.9],
        ['p95', 0.95],
      ] as const) {
        expect(group.ttftMs?.[name].value).toBeCloseTo(quantile(ttft, p), 9)
        expect(group.e2eMs?.[name].value).toBeCloseTo(quantile(e2e, p), 9)
        expect(group.gapMs?.[name].value).toBeCloseTo(quantile(gaps, p), 9)
      }
      expect(group.gapMs?.count).toBe(160 * 19)
      expect(summary.sources.recordLines).toBe(
        summary.parts!.reduce((sum, { sources }) => sum + sources.recordLines, 0),
      )
      expect(summary.parts).toMatchObject([
        { name: 'a', startedStreams: 80, run: { config: { segment: '1/2' } } },
        { name: 'b', startedStreams: 80, run: { config: { segment: '2/2' } } },
      ])
      expect(summary.run.commandLine).not.toContain('--segment')
      await judge(folder)
    }))

  test('closed loop: lanes and streams are shared, every stream once', () =>
    inFolder(async (folder) => {
      await generate(folder, ['--concurrency', '5', '--streams', '41'])
      const [a, b] = [readResults(join(folder, 'a')), readResults(join(folder, 'b'))]
      expect(numbers(a.measured)).toEqual(from(0, 2, 21))
      expect(numbers(b.measured)).toEqual(from(1, 2, 20))
    }))
})

/** The gate of both is one verdict; of one alone it is none, and what does not belong together is refused. */
async function judge(folder: string): Promise<void> {
  const gate = async (...words: string[]) => streamgauge(['gate', ...words, '--json'], {}, folder)
  const both = await gate('a', 'b')
  const report = JSON.parse(both.stdout) as GateReport
  expect(both.code).toBe(0)
  expect(report.verdict.gates).toMatchObject([{ name: 'completion', streams: 160, found: 1 }])
  const alone = await gate('a')
  expect(alone.code).toBe(6)
  expect(alone.stdout).toContain('2/2 is missing')
  const twice = await gate('a', './a')
  expect(twice).toMatchObject({ code: 2, stdout: '' })
  expect(twice.stderr).toContain('a and ./a are both segment 1/2 of a run')
}
