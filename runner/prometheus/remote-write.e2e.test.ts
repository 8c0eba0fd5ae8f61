import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Summary } from '../../analysis/index.ts'
import { CATALOG } from '../../core/metrics/catalog.ts'
import { inFolder, readResults, start, streamgauge } from '../e2e/streamgauge.ts'
import { freePort } from '../process/free-port.ts'
import { prometheusPath, realPrometheus, type RealPrometheus } from './real-prometheus.ts'

const path = prometheusPath()
const LOAD = [
  'run',
  'quick',
  '--duration',
  '3s',
  '--warmup',
  '0',
  '--slo',
  'none',
  '--quiet',
  '--no-canary',
]

/** Schema 3: a bucket's upper bound is this many times its lower one. https://prometheus.io/docs/specs/native_histograms/ */
const BUCKET = 2 ** (1 / 8)

/** Not sent: gaps are off (k6 keeps every sample), and nothing was dropped. */
const ABSENT = new Set(['llm_token_gap', 'llm_dropped_starts'])

/** Labels of every series besides the catalogue's. `present_over_time` drops the name. */
const OF_K6 = ['testid', 'instance_id', 'k6_feature_native_histograms']

/** As k6 names it: https://grafana.com/docs/k6/latest/results-output/real-time/prometheus-remote-write/ */
const named = ({ name, kind, unit }: (typeof CATALOG)[number]): string =>
  `k6_${name}${{ trend: unit === 'milliseconds' ? '_seconds' : '', counter: '_total', rate: '_rate' }[kind as string] ?? ''}`

const withPrometheus = (use: (prometheus: RealPrometheus, folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'prometheus'))
    const prometheus = await realPrometheus(path as string, join(folder, 'prometheus'))
    try {
      await use(prometheus, folder)
    } finally {
      await prometheus.stop()
    }
  })

const rankAt = (values: readonly number[], p: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(p * values.length) - 1] as number

describe.skipIf(path === undefined && process.env['CI'] !== 'true')('--prometheus', () => {
  test('every metric arrives with run and generator, and quantiles are those of the records', () =>
    withPrometheus(async (prometheus, folder) => {
      const words = [...LOAD, '--segment', '2/2', '--prometheus', prometheus.url, '--out', 'out']
      const done = await streamgauge(words, {}, folder)
      expect(done, done.stderr).toMatchObject({ stderr: '' })
      const out = join(folder, 'out')
      const { run } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as { run: string }
      const own = `{testid="${run}",instance_id="2"}`

      for (const metric of CATALOG.filter(({ side }) => side === 'client')) {
        const series = await prometheus.query(`present_over_time(${named(metric)}${own}[1h])`)
        const labels = ABSENT.has(metric.name) ? [] : ['direct', 'nginx']
        const routes = series.map((one) => one.labels['route'] ?? '')
        expect(new Set(routes), metric.name).toEqual(new Set(labels))
        expect(routes).toHaveLength(labels.length)
        for (const { labels: all } of series) {
          expect(Object.keys(all)).toEqual(expect.arrayContaining([...metric.labels, 'testid']))
          const known = new Set([...metric.labels, ...OF_K6])
          expect(Object.keys(all).filter((name) => !known.has(name))).toEqual([])
        }
      }
      const { measured } = readResults(out)
      const TTFT = `k6_llm_time_to_first_token_seconds${own}`
      for (const { labels, histogram } of await prometheus.query(`${TTFT}[1h]`)) {
        const ttft = measured
          .filter(({ route }) => route === labels['route'])
          .map(({ ttftMs }) => ttftMs as number)
        expect(histogram?.count).toBe(ttft.length)
        for (const p of [0.5, 0.9]) {
          const then = `histogram_quantile(${p}, ${TTFT} @ ${histogram?.atSeconds})`
          const found = (await prometheus.query(then)).find(
            (one) => one.labels['route'] === labels['route'],
          )
          const ratio = ((found?.value as number) * 1000) / rankAt(ttft, p)
          expect(ratio).toBeGreaterThan(1 / BUCKET)
          expect(ratio).toBeLessThan(BUCKET)
        }
      }
      // Stale: over with the run, not five minutes later.
      expect(await prometheus.query(`k6_llm_tokens_total${own}`)).toEqual([])
    }))

  test('a Prometheus that goes away fails no run, and is told', () =>
    withPrometheus(async (prometheus, folder) => {
      const words = [...LOAD, '--route', 'direct', '--prometheus', prometheus.url, '--out', 'out']
      const { finished } = start(words, {}, folder)
      while ((await prometheus.query('k6_llm_tokens_total')).length === 0);
      await prometheus.stop()
      const { code, stderr } = await finished
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const { doubts } = JSON.parse(
        readFileSync(join(folder, 'out', 'summary.json'), 'utf8'),
      ) as Summary
      expect(doubts.find(({ code: name }) => name === 'remote-write-lost')?.finding).toContain(
        `to ${prometheus.url}/api/v1/write failed`,
      )
    }))

  test('a bad URL is a mistake of the command line; a password is written nowhere', () =>
    inFolder(async (folder) => {
      const bad = await streamgauge([...LOAD, '--prometheus', 'localhost:9090'], {}, folder)
      expect(bad.code).toBe(2)
      expect(bad.stderr).toContain('--prometheus')
      const url = `http://me:s3crt-of-mine@127.0.0.1:${await freePort()}`
      const words = [
        ...LOAD,
        '--streams',
        '2',
        '--route',
        'direct',
        '--prometheus',
        url,
        '--out',
        'out',
      ]
      const done = await streamgauge(words, {}, folder)
      expect(done.code, done.stderr).toBe(0)
      const written = ['run.json', 'k6.log', 'summary.json', 'report.html'].map((name) =>
        readFileSync(join(folder, 'out', name), 'utf8'),
      )
      expect([done.stdout, done.stderr, ...written].join('\n')).not.toContain('s3crt')
    }))
})
