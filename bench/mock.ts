import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { shoot } from './mock/autocannon.ts'
import { fairness } from './mock/fairness.ts'
import { drive, startMock } from './mock/start-mock.ts'
import { lateness } from './mock/truth.ts'

/** One load. */
interface Load {
  readonly name: string
  readonly streams: number
  readonly rounds: number
  readonly gapMs: number
  readonly tokens: number
}

const PACED: readonly Load[] = [
  { name: '1 at 20 ms', streams: 1, rounds: 4, gapMs: 20, tokens: 64 },
  { name: '100 at 20 ms', streams: 100, rounds: 4, gapMs: 20, tokens: 64 },
  { name: '500 at 20 ms', streams: 500, rounds: 5, gapMs: 20, tokens: 64 },
  { name: '1000 at 20 ms', streams: 1_000, rounds: 5, gapMs: 20, tokens: 64 },
  { name: '5000 at 200 ms', streams: 5_000, rounds: 1, gapMs: 200, tokens: 48 },
]
/** More than one core can pace, so that the ceiling shows. */
const CEILING: Load = {
  name: '2000 at 20 ms',
  streams: 2_000,
  rounds: 4,
  gapMs: 20,
  tokens: 64,
}
const FLAT_OUT: readonly Load[] = [
  { name: '50 flat out, 64 tokens', streams: 50, rounds: 150, gapMs: 0, tokens: 64 },
  { name: '8 flat out, 20000 tokens', streams: 8, rounds: 4, gapMs: 0, tokens: 20_000 },
]

/** Lengths of the answers that a foreign client asks for. */
const SHOT_TOKENS = [1, 64]
const SHOT_CONNECTIONS = 50

/** Streams that all want everything there is. */
const CROWDS = [8, 50, 500]
const CROWD_MS = 2_000

const WARM = { streams: 20, rounds: 10 }

const HEAD: readonly string[] = [
  'load',
  'streams',
  'late ms p50',
  'p99',
  'max',
  'drift ms',
  'tokens/s',
  'tokens per CPU s',
]

/**
 * How exact and how fast the mock is: written minus due by its own log, tokens over its CPU time, and whether the last
 * token of a stream is as exact as the first (drift: p99 of the last tokens minus p99 of the first). Client and mock are
 * processes of their own. `--only TEXT` for the loads whose name has it, `--node-flag F` for a flag of Node.
 */
export async function mock(args: readonly string[]): Promise<void> {
  const option = (name: string): string | undefined => args[args.indexOf(name) + 1]
  const only = args.includes('--only') ? option('--only') : undefined
  const nodeFlags = args.includes('--node-flag') ? [option('--node-flag') ?? ''] : []
  const rows: (readonly string[])[] = [HEAD]
  for (const load of [...PACED, CEILING, ...FLAT_OUT]) {
    if (only === undefined || load.name.includes(only)) rows.push(await measure(load, nodeFlags))
  }
  if (rows.length > 1) print(rows)
  for (const tokens of SHOT_TOKENS) {
    const name = `autocannon, ${tokens} tokens without latency`
    if (only === undefined || name.includes(only)) await shootAt(name, tokens, nodeFlags)
  }
  for (const streams of CROWDS) {
    const name = `${streams} streams flat out`
    if (only === undefined || name.includes(only)) await share(name, streams, nodeFlags)
  }
  const [cpu] = cpus()
  process.stdout.write(
    `\n${cpus().length} × ${cpu?.model}, Linux ${release()}, Node ${process.version}; client and mock share them.\n`,
  )
}

async function measure(load: Load, nodeFlags: readonly string[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-bench-'))
  const truth = join(folder, 'truth.ndjson')
  const { streams, gapMs, tokens } = load
  const server = await startMock(['--truth', truth], nodeFlags)
  const way = { port: server.port, streams, path: '/chat/stream' }
  const overrides = { ttftMs: gapMs === 0 ? 0 : 200, gapMs, tokens }
  try {
    // The compiler has seen everything before the clock starts; their truth lines are passed over.
    await drive({
      ...way,
      streams: WARM.streams,
      rounds: WARM.rounds,
      spreadMs: 0,
      overrides: { ttftMs: 0, gapMs: 0 },
    })
    const cpuBefore = server.cpuSeconds()
    const startMs = performance.now()
    const spreadMs = gapMs * 16
    await drive({ ...way, rounds: load.rounds, spreadMs, overrides })
    const seconds = (performance.now() - startMs) / 1_000
    const cpu = server.cpuSeconds() - cpuBefore
    await server.stop()
    const figures = await lateness(truth, WARM.streams * WARM.rounds)
    return row(load, figures, { seconds, cpu })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Prints what autocannon gets of answers that are due at once. */
async function shootAt(name: string, tokens: number, nodeFlags: readonly string[]): Promise<void> {
  const server = await startMock([], nodeFlags)
  try {
    const url = `http://127.0.0.1:${server.port}/chat/stream`
    const overrides = { ttftMs: 0, gapMs: 0, tokens }
    await shoot(url, SHOT_CONNECTIONS, overrides)
    const before = server.cpuSeconds()
    const { requests, seconds, failed } = await shoot(url, SHOT_CONNECTIONS, overrides)
    const cpu = server.cpuSeconds() - before
    const [perSecond, perCpu] = [requests / seconds, (requests * tokens) / cpu].map((rate) =>
      Math.round(rate).toLocaleString('en'),
    )
    process.stdout.write(
      `${name}: ${perSecond} streams/s, ${failed} failed, ${perCpu} tokens per CPU s\n`,
    )
  } finally {
    await server.stop()
  }
}

/** Prints how evenly so many streams without end get their tokens. */
async function share(name: string, streams: number, nodeFlags: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-bench-'))
  const truth = join(folder, 'truth.ndjson')
  const server = await startMock(['--truth', truth], nodeFlags)
  try {
    const overrides = { ttftMs: 0, gapMs: 0, tokens: 1_000_000 }
    const way = { port: server.port, path: '/chat/stream', spreadMs: 0 }
    await drive({ ...way, streams, rounds: 1, overrides, forMs: CROWD_MS })
    await server.stop()
    const { windowMs, least, most, jain } = await fairness(truth)
    process.stdout.write(
      `${name}: ${least} to ${most} tokens each in ${Math.round(windowMs)} ms, Jain index ${jain.toFixed(4)}\n`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function row(
  load: Load,
  figures: Awaited<ReturnType<typeof lateness>>,
  spent: { readonly seconds: number; readonly cpu: number },
): readonly string[] {
  const paced = load.gapMs > 0
  const fixed = (ms: number): string => (paced ? ms.toFixed(3) : '–')
  return [
    load.name,
    String(figures.streams),
    fixed(figures.p50Ms),
    fixed(figures.p99Ms),
    fixed(figures.maxMs),
    fixed(figures.driftMs),
    Math.round(figures.tokens / spent.seconds).toLocaleString('en'),
    Math.round(figures.tokens / spent.cpu).toLocaleString('en'),
  ]
}

function print(rows: readonly (readonly string[])[]): void {
  const widths = HEAD.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  )
  for (const cells of rows) {
    process.stdout.write(`${cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')}\n`)
  }
}
