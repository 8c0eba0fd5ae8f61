import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunInfo } from '../../core/run-info.ts'
import { foreignServer } from '../e2e/against-mock.ts'
import { inFolder, readResults, ROOT, streamgauge } from '../e2e/streamgauge.ts'

const infoOf = (out: string): RunInfo =>
  JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunInfo

/** Bursts of three starts: instants in ms, lengths by index. */
const ROWS = Array.from({ length: 24 }, (_, i) => ({
  timestamp: Math.floor(i / 3) * 400 + (i % 3) * 10,
  input_length: 50 + i,
  output_length: 1 + i,
}))
const MOONCAKE = ROWS.map((row) => `${JSON.stringify({ ...row, hash_ids: [1] })}\n`).join('')

describe('a trace', () => {
  test('starts each stream at its instant, at twice the speed, with its own length, on every route', () =>
    inFolder(async (dir) => {
      const [trace, out] = [join(dir, 'trace.jsonl'), join(dir, 'out')]
      writeFileSync(trace, MOONCAKE)
      const words = ['--trace', trace, '--speed', '2', '--gap', '2ms', '--ttft', '20ms']
      const run = await streamgauge(['run', ...words, '--quiet', '--no-canary', '--out', out])
      expect(run.code, run.stdout + run.stderr).toBe(0)
      for (const route of ['direct', 'nginx']) {
        const own = readResults(out)
          .measured.filter((record) => record.route === route)
          .toSorted((a, b) => a.scheduledMs - b.scheduledMs)
        expect(own.map(({ tokens }) => tokens)).toEqual(ROWS.map((row) => row.output_length))
        const [first] = own
        for (const [i, { scheduledMs }] of own.entries()) {
          const offsetMs = scheduledMs - (first?.scheduledMs ?? 0)
          expect(offsetMs).toBeCloseTo((ROWS[i]?.timestamp ?? 0) / 2, 2)
        }
      }
      expect(infoOf(out).config['scenarios']).toMatchObject([
        {
          scenario: 'baseline',
          workload: {
            name: 'trace.jsonl',
            speed: 2,
            rows: 24,
            inputTokens: { mean: 61.5, p50: 61.5 },
            outputTokens: { mean: 12.5, p50: 12.5 },
          },
        },
      ])
    }))

  test('asks a URL for prompts and answers of its lengths', () =>
    inFolder(async (dir) => {
      const [trace, out] = [join(dir, 'trace.jsonl'), join(dir, 'out')]
      writeFileSync(trace, MOONCAKE)
      const server = await foreignServer(['--ttft', '5ms', '--gap', '1ms', '--tokens', '100'])
      try {
        const target = ['--target', server.url, '--dialect', 'openai-chat', '--model', 'm']
        const words = ['--trace', trace, '--speed', '4', '--streams', '12', '--no-canary']
        const run = await streamgauge(['run', ...target, ...words, '--quiet', '--out', out])
        expect(run.code, run.stdout + run.stderr).toBe(0)
      } finally {
        await server.stop()
      }
      const { measured } = readResults(out)
      expect(measured).toHaveLength(12)
      for (const { stream, tokens, inputTokens, outcome } of measured) {
        const row = ROWS[Number(stream.split('/').at(-1))]
        expect({ tokens, inputTokens, outcome }, stream).toEqual({
          tokens: row?.output_length,
          inputTokens: row?.input_length,
          outcome: 'length_limited',
        })
      }
    }))
})

test('prompts of a length are heard with that length, each another one', () =>
  inFolder(async (dir) => {
    const out = join(dir, 'out')
    const words = ['--dialect', 'openai-chat', '--prompt-tokens', '300', '--streams', '10']
    const mock = ['--tokens', '3', '--route', 'direct', '--quiet']
    const run = await streamgauge(['run', 'baseline', ...words, ...mock, '--out', out])
    expect(run.code, run.stdout + run.stderr).toBe(0)
    const heard = readResults(out).measured.map(({ inputTokens }) => inputTokens)
    expect(heard).toEqual(Array.from({ length: 10 }, () => 300))
  }))

describe("a script of the user's own", () => {
  const EXAMPLE = join(ROOT, 'xk6-streamgauge', 'examples', 'own-scenario.ts')

  test('is played by its own options, through nginx, and judged by its records', () =>
    inFolder(async (dir) => {
      const out = join(dir, 'out')
      const words = ['--route', 'nginx', '--ttft', '20ms', '--tokens', '5', '--quiet']
      const run = await streamgauge(['run', EXAMPLE, ...words, '--out', out])
      expect(run.code, run.stdout + run.stderr).toBe(0)
      const { measured } = readResults(out)
      // Four users, one stream after the other, for three seconds: far more than one each, never more than four at a time.
      expect(measured.length).toBeGreaterThan(8)
      for (const { route, scenario, outcome } of measured) {
        expect({ route, scenario, outcome }).toEqual({
          route: 'nginx',
          scenario: 'readers',
          outcome: 'complete',
        })
      }
      expect(infoOf(out).scenarios).toEqual(['own-scenario.ts'])
    }))

  const OPEN = `
    import { open } from 'k6/x/streamgauge'
    const ask = () => open({ url: __ENV.STREAMGAUGE_TARGET + '/chat/stream', body: '{"prompt":"x"}' })`
  const ONCE = 'vus: 1, iterations: 2'

  test.each<[string, string, number, RegExp]>([
    [
      'crosses its threshold',
      `${OPEN}
       export const options = { ${ONCE}, thresholds: { llm_tokens: ['count>1000'] } }
       export default async () => { await ask() }`,
      99,
      /threshold/u,
    ],
    [
      'is no program',
      'export default () => {\n  const x = ;\n}\n',
      2,
      /mine\.ts:2:13: Unexpected/u,
    ],
    [
      'throws at once',
      'const a: number = 1\nthrow new Error(`boom ${a}`)\n',
      2,
      /mine\.ts:2: Error: boom 1/u,
    ],
    [
      'throws in each iteration',
      `export const options = { ${ONCE} }\nexport default () => {\n  throw new Error('late')\n}\n`,
      2,
      /mine\.ts:3: Error: late/u,
    ],
    [
      'imports what is not there',
      "import 'nothing-of-that-name'\n",
      2,
      /mine\.ts:1:8: Could not resolve/u,
    ],
  ])('that %s', (what, script, code, says) =>
    inFolder(async (dir) => {
      const [file, out] = [join(dir, 'mine.ts'), join(dir, 'out')]
      writeFileSync(file, script)
      const words = ['--ttft', '5ms', '--tokens', '3', '--slo', 'none', '--quiet']
      const run = await streamgauge(['run', file, ...words, '--out', out])
      expect(run.code, run.stdout + run.stderr).toBe(code)
      expect(run.stdout + run.stderr).toMatch(says)
      if (what.startsWith('i')) expect(existsSync(out)).toBe(false)
    }),
  )
})
