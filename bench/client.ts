import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Summary } from '../analysis/summary/summary.ts'
import { errorCell, fixed } from './error-cell.ts'
import { startMock } from './mock/start-mock.ts'
import { printTable } from './print-table.ts'
import { runBaseline } from './run-baseline.ts'

const run = promisify(execFile)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What is open at a time, how fast it is, and how many follow each other. */
interface Level {
  readonly streams: number
  readonly gapMs: number
  readonly tokens: number
  readonly rounds: number
}

const FAST = { gapMs: 20, tokens: 64, rounds: 7 }
const MANY = { gapMs: 1_000, tokens: 20, rounds: 1 }
const LEVELS: readonly Level[] = [
  { streams: 100, ...FAST },
  { streams: 500, ...FAST },
  { streams: 1_000, ...FAST },
  { streams: 4_000, ...MANY },
  { streams: 10_000, ...MANY },
]
const TTFT_MS = 200
const SPREAD_MS = 1_000
/** Levels at which a bare client is measured beside ours. */
const MOST_PAIRED = 1_000
/** Memory of a stream is that between these two levels: the process itself is in both. */
const MEMORY_LEVELS = [4_000, 10_000] as const

interface Ours {
  readonly summary: Summary
  readonly cpuPerMillion: number
}

/**
 * What our client costs and how exact it is, at many streams: CPU, memory, error against the mock's log, own lag; and beside it,
 * one after the other, a bare Go client (bench/bare-client) that does no more than stamp and take tokens out. `--only N,N`
 * for some levels.
 */
export async function client(args: readonly string[]): Promise<void> {
  const only = args[0] === '--only' ? args[1]?.split(',').map(Number) : undefined
  const levels = LEVELS.filter(({ streams }) => only === undefined || only.includes(streams))
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-bench-'))
  try {
    const bare = await buildBare(folder)
    const rows: string[][] = [HEAD]
    const peaks = new Map<number, number>()
    for (const level of levels) {
      const ours = await measureOurs(level, join(folder, `out-${level.streams}`))
      const bareCpu = level.streams > MOST_PAIRED ? undefined : await measureBare(level, bare)
      const peak = ours.summary.run.client?.peakMemoryBytes
      if (peak !== undefined) peaks.set(level.streams, peak)
      rows.push(row(level, ours, bareCpu))
    }
    printTable(rows)
    printMemory(peaks)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function buildBare(folder: string): Promise<string> {
  const path = join(folder, 'bare-client')
  await run('go', ['build', '-o', path, '.'], { cwd: here('bare-client') })
  return path
}

async function measureOurs(level: Level, out: string): Promise<Ours> {
  const summary = await runBaseline({ ...level, ttftMs: TTFT_MS }, out)
  const all = summary.groups.reduce((sum, group) => sum + group.tokens, 0)
  return { summary, cpuPerMillion: ((summary.run.client?.cpuSeconds ?? 0) / all) * 1e6 }
}

/** CPU seconds of the bare client for a million tokens, from two mocks as ours has. */
async function measureBare(level: Level, path: string): Promise<number> {
  const flags = ['--ttft', `${TTFT_MS}ms`, '--gap', `${level.gapMs}ms`]
  const serve = [...flags, '--tokens', String(level.tokens)]
  const mocks = await Promise.all([startMock(serve), startMock(serve)])
  try {
    const urls = mocks.map(({ port }) => `http://127.0.0.1:${port}/chat/stream`).join(',')
    const { stdout } = await run(path, [
      '-urls',
      urls,
      '-lanes',
      String(level.streams),
      '-rounds',
      String(level.rounds),
      '-spread',
      `${SPREAD_MS}ms`,
    ])
    const { cpuSeconds, tokens } = JSON.parse(stdout) as Readonly<Record<string, number>>
    return ((cpuSeconds ?? 0) / (tokens ?? 0)) * 1e6
  } finally {
    await Promise.all(mocks.map((mock) => mock.stop()))
  }
}

const HEAD = [
  'streams',
  'gap ms',
  'complete',
  'TTFT error ms p50/p99/max',
  'gap error ms p50/p99/max',
  'own lag ms p99',
  'CPU s/1M tokens',
  'bare client',
  'ratio',
  'peak MB',
]

function row(
  level: Level,
  { summary, cpuPerMillion }: Ours,
  bareCpu: number | undefined,
): string[] {
  const truth = summary.trust.truth.find((one) => one.kind === 'measuring-error')
  const [group] = summary.groups
  const complete = group?.outcomes.find(({ outcome }) => outcome === 'complete')?.count ?? 0
  return [
    String(level.streams),
    String(level.gapMs),
    `${complete} of ${group?.startedStreams ?? 0}`,
    errorCell(truth?.ttftMs),
    errorCell(truth?.gapMs),
    fixed(summary.trust.ownLagP99Ms),
    cpuPerMillion.toFixed(1),
    bareCpu?.toFixed(1) ?? '',
    bareCpu === undefined ? '' : (cpuPerMillion / bareCpu).toFixed(2),
    ((summary.run.client?.peakMemoryBytes ?? 0) / 1e6).toFixed(0),
  ]
}

function printMemory(peaks: ReadonlyMap<number, number>): void {
  const [few, many] = MEMORY_LEVELS
  const [low, high] = [peaks.get(few), peaks.get(many)]
  if (low === undefined || high === undefined) return
  const each = (high - low) / (many - few) / 1_000
  process.stdout.write(
    `\nmemory: ${each.toFixed(1)} KB for each open stream, from ${few} to ${many}\n`,
  )
}
