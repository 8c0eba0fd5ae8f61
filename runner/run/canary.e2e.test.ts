import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Summary } from '../../analysis/index.ts'
import { type ForeignServer, foreignServer } from '../e2e/against-mock.ts'
import { inFolder, readResults, streamgauge } from '../e2e/streamgauge.ts'

let server: ForeignServer
beforeAll(async () => {
  server = await foreignServer(['--ttft', '20ms', '--gap', '5ms', '--tokens', '8'])
})
afterAll(() => server.stop())

const run = (out: string, ...more: string[]) => {
  const load = ['--rate', '20', '--streams', '80', '--slo', 'none', '--json', '--out', out]
  return streamgauge(['run', 'baseline', '--target', server.url, ...load, ...more])
}

test('a run against a URL states its own error, by streams that are no records of the load', async () => {
  await inFolder(async (dir) => {
    const out = join(dir, 'out')
    const finished = await run(out, '--header', 'authorization: Bearer secret')
    expect(finished.code, finished.stderr).toBe(0)
    const { measured, probes, canary, end } = readResults(out)
    expect(measured).toHaveLength(80)
    expect(probes).toHaveLength(1)
    expect(canary.length).toBeGreaterThan(1)
    expect(canary.every((record) => record.probe === true && record.dialect === 'plain')).toBe(true)
    expect(end).toMatchObject({ reason: 'finished', records: 81 + canary.length })
    const { trust, groups, startedStreams } = JSON.parse(finished.stdout) as Summary
    expect(startedStreams).toBe(80)
    expect(groups).toHaveLength(1)
    expect(trust.truth.map(({ scenario }) => scenario)).toEqual(['canary', 'calibration'])
    expect(trust.truth[0]).toMatchObject({ scenario: 'canary', kind: 'measuring-error' })
    expect(trust.truth[0]?.gapMs?.count).toBeGreaterThanOrEqual(49)
  })
})

test('every run begins with known streams; each stall and lump of them is found again', async () => {
  await inFolder(async (dir) => {
    const out = join(dir, 'out')
    const load = ['--route', 'nginx', '--streams', '20', '--rate', '20', '--slo', 'none']
    const finished = await streamgauge(['run', 'baseline', ...load, '--json', '--out', out])
    expect(finished.code, finished.stderr).toBe(0)
    const { trust } = JSON.parse(finished.stdout) as Summary
    expect(trust.calibration).toMatchObject({
      streams: { served: 20, found: 20 },
      stalls: { served: 4, found: 4 },
      lumps: { served: 20, found: 20 },
    })
    const kinds = trust.truth.map(({ scenario, kind }) => `${scenario} ${kind}`)
    expect(kinds).toEqual([
      'baseline added-delay',
      'canary measuring-error',
      'calibration measuring-error',
    ])
  })
})

test('--no-canary: no such stream, no such mock', async () => {
  await inFolder(async (dir) => {
    const out = join(dir, 'out')
    const finished = await run(out, '--no-canary')
    expect(finished.code, finished.stderr).toBe(0)
    expect(readResults(out).canary).toEqual([])
    expect(existsSync(join(out, 'canary.ndjson'))).toBe(false)
    expect((JSON.parse(finished.stdout) as Summary).trust.truth).toEqual([])
  })
})
