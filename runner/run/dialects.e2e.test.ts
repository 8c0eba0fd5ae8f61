import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DIALECTS } from '../../core/dialect/dialects.ts'
import { inFolder, readResults, streamgauge } from '../e2e/streamgauge.ts'

const TEXTS = new Map<string, readonly (string | undefined)[]>()

describe('every dialect, by the real ear against the real mock', () => {
  test.each(DIALECTS.map((dialect) => dialect.name))('%s: complete streams', async (name) => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const load = ['--route', 'direct', '--streams', '3', '--rate', '20', '--slo', 'none']
      const serve = ['--ttft', '20ms', '--gap', '5ms', '--tokens', '20']
      const args = ['run', 'baseline', '--dialect', name, ...load, ...serve, '--out', out]
      const run = await streamgauge([...args, '--timeout-first', '3s', '--no-canary'])
      expect(run.code, run.stdout + run.stderr).toBe(0)
      const { measured } = readResults(out)
      expect(measured.map((record) => record.outcome)).toEqual(Array(3).fill('complete'))
      const byIndex = measured.toSorted((a, b) => a.stream.localeCompare(b.stream))
      TEXTS.set(
        name,
        byIndex.map((record) => record.textSha256),
      )
    })
  })

  test('the same key and seed gave the same text, whatever carried it', () => {
    expect(new Set([...TEXTS.values()].map((texts) => texts.join())).size).toBe(1)
    expect(TEXTS.size).toBe(DIALECTS.length)
  })
})
