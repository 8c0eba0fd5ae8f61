import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPTIONS } from './options.ts'
import { readFlags } from './read-flags.ts'
import { resolveRun } from './resolve-run.ts'
import type { ResolvedRun } from './resolved-run.ts'

const row = (timestamp: number, input: number, output: number): string =>
  JSON.stringify({ timestamp, input_length: input, output_length: output })

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
  writeFileSync(
    join(folder, 'trace.jsonl'),
    [row(0, 10, 1), row(4_000, 30, 3), row(2_000, 20, 2)].join('\n'),
  )
  writeFileSync(join(folder, 'body.json'), '{"q":"{{prompt}}","n":{{maxTokens}},"m":{{messages}}}')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function resolve(...words: readonly string[]): ResolvedRun {
  const resolution = resolveRun({
    flags: readFlags(words, OPTIONS, []),
    env: {},
    cwd: folder,
    commandLine: [],
    terminal: false,
  })
  if ('problems' in resolution) throw new Error(JSON.stringify(resolution.problems))
  return resolution.run
}

const TRACE = ['--trace', 'trace.jsonl']
const CHAT = ['--target', 'https://api.example.com/v1', '--dialect', 'openai-chat', '--model', 'm']
const bodyOf = ({ plan }: ResolvedRun): unknown =>
  JSON.parse(plan.scenarios[0]?.variants[0]?.bodies[0] ?? 'null')

test('a trace is played by baseline, to its last row, at its speed, without a warm-up', () => {
  const [scenario] = resolve(...TRACE, '--speed', '2').plan.scenarios
  expect(scenario).toMatchObject({
    name: 'baseline',
    streams: 3,
    durationMs: 2_001,
    warmupMs: 0,
    trace: { atMs: [0, 1_000, 2_000], inputTokens: [10, 20, 30], outputTokens: [1, 2, 3] },
    workload: {
      name: 'trace.jsonl',
      format: 'mooncake',
      speed: 2,
      rows: 3,
      inputTokens: { mean: 20, p50: 20 },
      ratePerSecond: 1,
      gapCv: 0,
    },
  })
})

test('its bounds bound the rows, and what run.json says of them', () => {
  for (const bound of [
    ['--streams', '2'],
    ['--duration', '3s'],
  ]) {
    const [scenario] = resolve(...TRACE, ...bound).plan.scenarios
    expect(scenario?.trace?.atMs).toEqual([0, 2_000])
    expect(scenario?.workload?.rows).toBe(2)
  }
})

test('bodies keep a slot for the prompt and one for the longest answer', () => {
  expect(bodyOf(resolve(...TRACE, ...CHAT))).toMatchObject({
    messages: [{ role: 'user', content: '{{prompt}}' }],
    max_tokens: '{{maxTokens}}',
  })
  expect(bodyOf(resolve(...TRACE, '--body', 'body.json'))).toEqual({
    q: '{{prompt}}',
    n: '{{maxTokens}}',
    m: [{ role: 'user', content: '{{prompt}}' }],
  })
})

test('prompts of a length leave the limit as it is', () => {
  const run = resolve('--prompt-tokens', '500', ...CHAT, '--max-tokens', '7')
  expect(bodyOf(run)).toMatchObject({
    messages: [{ role: 'user', content: '{{prompt}}' }],
    max_tokens: 7,
  })
  expect(run.plan.scenarios[0]?.variants[0]?.lengths).toEqual({ input: 500 })
})

test('what a trace will cost elsewhere is said first: its output tokens, and those of the probe', () => {
  expect(resolve(...TRACE, ...CHAT).notices).toEqual([
    expect.stringContaining('at most 4 streams and 7 output tokens.'),
  ])
  const plain = resolve(...TRACE, '--target', 'http://127.0.0.1:9')
  expect(plain.notices).toEqual([
    '--trace: answers are as long as the target likes, since the dialect plain has no place for a limit.',
  ])
})
