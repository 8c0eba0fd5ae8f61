import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Comparison } from '../../analysis/index.ts'
import { foreignServer } from '../e2e/against-mock.ts'
import { inFolder, readResults, streamgauge } from '../e2e/streamgauge.ts'

/** A late first token is what is compared; everything else is short. */
const SERVED = ['--gap', '2ms', '--tokens', '8'] as const
const LOAD = ['--rate', '40', '--duration', '6s', '--warmup', '0s', '--quiet'] as const

test('of two servers, a first token that comes 10 % later is found: worse, exit 99', async () => {
  const a = await foreignServer(['--ttft', '300ms', ...SERVED])
  const b = await foreignServer(['--ttft', '330ms', ...SERVED])
  const tried = inFolder(async (dir) => {
    const out = join(dir, 'out')
    const args = ['compare', a.url, b.url, ...LOAD, '--metric', 'ttft:p50', '--out', out]
    const run = await streamgauge(args)
    const text = readFileSync(join(out, 'compare.json'), 'utf8')
    const { verdict, fit, metrics } = JSON.parse(text) as Comparison
    expect(metrics[0]?.effect?.estimate).toBeGreaterThan(1.07)
    expect(metrics[0]?.effect?.estimate).toBeLessThan(1.14)
    expect(run.code, run.stdout + run.stderr).toBe(fit ? 99 : 5)
    expect(run.stdout).toContain(verdict.sentence.slice(0, 30))
    const targets = Map.groupBy(readResults(out).measured, ({ route }) => route)
    expect([...new Set(targets.get('B')?.map(({ target }) => target))]).toEqual([b.url])
    expect([...new Set(targets.get('A2')?.map(({ target }) => target))]).toEqual([a.url])
  })
  await Promise.allSettled([tried])
  await Promise.all([a.stop(), b.stop()])
  await tried
})
