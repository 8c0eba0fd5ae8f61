import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Comparison } from '../../analysis/index.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { foreignServer } from '../e2e/against-mock.ts'
import { inFolder, readResults, streamgauge } from '../e2e/streamgauge.ts'

/** A late first token is what is compared; everything else is short. */
const SERVED = ['--gap', '2ms', '--tokens', '8'] as const
const LOAD = ['--rate', '40', '--duration', '6s', '--warmup', '0s', '--quiet'] as const
const TTFT = ['--metric', 'ttft:p50'] as const

const comparisonOf = (dir: string): Comparison =>
  JSON.parse(readFileSync(join(dir, 'compare.json'), 'utf8')) as Comparison

interface Block {
  readonly name: string
  readonly keys: readonly string[]
  readonly fromMs: number
  readonly toMs: number
}

/** The blocks of a run in the order in which they began. */
function blocksOf(records: readonly StreamRecord[]): readonly Block[] {
  const groups = Map.groupBy(records, ({ route, tags }) => `${route} ${tags?.['block']}`)
  const blocks = [...groups].map(([name, streams]) => ({
    name,
    keys: streams.map(({ stream }) => stream.split('/').at(-1) ?? '').toSorted(),
    fromMs: Math.min(...streams.map(({ scheduledMs }) => scheduledMs)),
    toMs: Math.max(...streams.map(({ scheduledMs, endMs }) => scheduledMs + endMs)),
  }))
  return blocks.toSorted((a, b) => a.fromMs - b.fromMs)
}

/** The lowest index of a block. */
const first = ({ keys }: Block): number => Math.min(...keys.map(Number))

/** In each round the same streams on all three sides, in the order A B A2, A2 B A, …, never two blocks at once. */
function expectPaired(blocks: readonly Block[]): void {
  expect(blocks).toHaveLength(30)
  expect(blocks.slice(0, 7).map(({ name }) => name)).toEqual([
    'A 0',
    'B 0',
    'A2 0',
    'A2 1',
    'B 1',
    'A 1',
    'A 2',
  ])
  for (const [i, block] of blocks.entries()) {
    expect(block.keys, block.name).toEqual(blocks[i - (i % 3)]?.keys)
    expect(block.fromMs, block.name).toBeGreaterThan(blocks[i - 1]?.toMs ?? 0)
  }
}

describe('compare', () => {
  test('A against itself is never worse or better, and the pairs are pairs', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const args = ['steady', 'steady', '--ttft', '300ms', ...SERVED, ...LOAD, ...TTFT]
      const run = await streamgauge(['compare', ...args, '--out', out])
      const { verdict, metrics } = comparisonOf(out)
      expect(run.code, run.stdout + run.stderr).toBe(verdict.exitCode)
      // On a busy machine nothing may be concluded; a difference is never right.
      expect(['same', 'inconclusive', 'invalid']).toContain(verdict.result)
      expect(metrics[0]?.effect?.estimate).toBeGreaterThan(0.95)
      expect(metrics[0]?.effect?.estimate).toBeLessThan(1.05)
      expectPaired(blocksOf(readResults(out).measured))
      expect(readResults(out).probes.map(({ route }) => route)).toEqual(['A', 'B', 'A2'])
    })
  })

  test('two servers, one of which is not there: exit 4 before any load', async () => {
    const a = await foreignServer(['--ttft', '300ms', ...SERVED])
    const tried = inFolder(async (dir) => {
      const out = join(dir, 'out')
      const args = ['compare', a.url, 'http://127.0.0.1:1', ...LOAD, '--out', out]
      const run = await streamgauge(args)
      expect(run.code, run.stdout + run.stderr).toBe(4)
      expect(run.stdout).toContain('B: nothing streams there')
      expect(readResults(out).measured).toEqual([])
    })
    await Promise.allSettled([tried])
    await a.stop()
    await tried
  })

  test('a closed loop by count: as many streams in each block; too few for a p95, exit 6', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const load = ['--concurrency', '3', '--streams', '60', '--ttft', '20ms', ...SERVED]
      const run = await streamgauge([
        'compare',
        'direct',
        'direct',
        ...load,
        '--json',
        '--out',
        out,
      ])
      const comparison = JSON.parse(run.stdout) as Comparison
      expect(comparison).toEqual(comparisonOf(out))
      expect(run.code, run.stderr).toBe(comparison.fit ? 6 : 5)
      const again = await streamgauge(['report', out, '--json'])
      expect(JSON.parse(again.stdout)).toEqual(comparison)
      const blocks = blocksOf(readResults(out).measured)
      expect(new Set(blocks.map(({ keys }) => keys.length))).toEqual(new Set([6]))
      expect(comparison.metrics.find(({ metric }) => metric === 'gap:p95')).toMatchObject({
        fewestStreams: 6,
        ...(comparison.fit ? { needs: { streamsPerBlock: 59 } } : { reason: 'unfit' }),
      })
    })
  })

  test('a closed loop by time: each round goes on with the same stream on all sides', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const load = ['--concurrency', '2', '--duration', '3s', '--ttft', '20ms', ...SERVED]
      await streamgauge(['compare', 'direct', 'nginx:buffered', ...load, '--quiet', '--out', out])
      const blocks = blocksOf(readResults(out).measured)
      for (const [i, block] of blocks.entries()) {
        const opening = blocks[i - (i % 3)]
        expect(first(block), block.name).toBe(opening && first(opening))
      }
    })
  })

  test('two profiles behind nginx: two sets of mocks, each behind an nginx of its own', async () => {
    await inFolder(async (dir) => {
      const out = join(dir, 'out')
      const load = ['--rate', '100', '--streams', '60', '--ttft', '20ms', ...SERVED]
      const args = ['steady', 'lumpy', '--route', 'nginx', ...load, '--quiet', '--out', out]
      const run = await streamgauge(['compare', ...args])
      const { measured } = readResults(out)
      const instances = (side: string) =>
        new Set(measured.filter(({ route }) => route === side).map(({ instance }) => instance))
      expect(instances('A'), run.stderr).toEqual(new Set(['mock-0', 'mock-1']))
      expect(instances('A2')).toEqual(new Set(['mock-0', 'mock-1']))
      expect(instances('B')).toEqual(new Set(['mock-2', 'mock-3']))
      expect(measured.every(({ outcome }) => outcome === 'complete')).toBe(true)
      const { run: info, trust, findings } = comparisonOf(out)
      expect(info.mock?.instances).toBe(2)
      expect(findings.map(({ code }) => code)).not.toContain('unfair-balancing')
      const sides = trust.truth.filter(({ kind }) => kind === 'added-delay')
      expect(sides.map(({ joinedStreams }) => joinedStreams)).toEqual([60, 60, 60])
    })
  })
})
