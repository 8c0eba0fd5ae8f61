import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { StreamRecord } from '../../core/record/record.ts'
import type { Summary } from '../../analysis/summary/summary.ts'
import { foreignServer } from '../e2e/against-mock.ts'
import { inFolder, readResults, streamgauge } from '../e2e/streamgauge.ts'

const SERVED = ['--ttft', '40ms', '--gap', '15ms', '--tokens', '20']
const LOAD = ['--streams', '6', '--rate', '20', '--warmup', '0', '--slo', 'none']

const by = (records: readonly StreamRecord[], route: string): readonly StreamRecord[] =>
  records.filter((record) => record.route === route)

/** TTFT over the whole: near 1 where the first token waited for the last. */
const holdRatio = ({ ttftMs, e2eMs }: StreamRecord): number => (ttftMs ?? NaN) / (e2eMs ?? NaN)

test('the ear through each kind of route: TLS, HTTP/2, what holds back and what cures it', async () => {
  await inFolder(async (dir) => {
    const out = join(dir, 'out')
    const held = ['nginx:buffered', 'nginx:header-stripped', 'nginx:gzip']
    const passed = ['nginx:tls', 'nginx:http2', 'nginx:x-accel', 'nginx:ignore-abort']
    const routes = [...held, ...passed].join()
    const run = await streamgauge([
      'run',
      'baseline',
      '--route',
      routes,
      ...SERVED,
      ...LOAD,
      '--out',
      out,
    ])
    expect(run.code, run.stdout + run.stderr).toBe(0)
    const { measured } = readResults(out)
    for (const route of [...held, ...passed]) {
      const records = by(measured, route)
      expect(records.map(({ outcome }) => outcome)).toEqual(Array(6).fill('complete'))
      expect(new Set(records.map(({ protocol }) => protocol))).toEqual(
        new Set([route === 'nginx:http2' ? 'HTTP/2' : 'HTTP/1.1']),
      )
      for (const record of records) {
        if (held.includes(route)) expect(holdRatio(record), route).toBeGreaterThan(0.9)
        else expect(holdRatio(record), route).toBeLessThan(0.6)
      }
    }
    expect(new Set(measured.map(({ textSha256 }) => textSha256)).size).toBe(6)
  })
})

test('trust in our own nginx is no trust in the target', async () => {
  const server = await foreignServer(['--tls', ...SERVED])
  try {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const target = ['--target', server.url, '--route', 'direct,nginx:http2']
      const run = await streamgauge(['run', 'baseline', ...target, ...LOAD, '--out', out])
      expect(run.stderr).not.toContain('at ')
      const { measured, probes } = readResults(out)
      const direct = probes.find(({ route }) => route === 'direct')
      expect(direct).toMatchObject({ outcome: 'refused', error: { phase: 'tls' } })
      expect(by(measured, 'direct')).toEqual([])
      const proxied = by(measured, 'nginx:http2')
      expect(proxied.map(({ outcome }) => outcome)).toEqual(Array(6).fill('complete'))
      const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary
      expect(JSON.stringify(summary.doubts)).toContain('direct')
    })
  } finally {
    await server.stop()
  }
})
