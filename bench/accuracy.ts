import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunInfo } from '../core/run-info.ts'
import type { TruthFigures } from '../analysis/summary/trust.ts'
import type { Summary } from '../analysis/summary/summary.ts'
import { errorCell, fixed } from './error-cell.ts'
import { printTable } from './print-table.ts'
import { runBaseline } from './run-baseline.ts'

const STREAMS_AT_ONCE = [100, 500, 1_000]
const TOKENS = 64
/** Rounds of streams in each run. */
const ROUNDS = 7

/**
 * How far our figures are from the truth: 64 tokens, 20 ms apart, direct on loopback, client and mock on the same machine.
 * Prints measured minus true (the mock's log) and what client and mock cost. `--rounds N` for longer or shorter runs.
 */
export async function accuracy(args: readonly string[]): Promise<void> {
  const rounds = args[0] === '--rounds' ? Number(args[1]) : ROUNDS
  const rows: string[][] = [HEAD]
  let machine: RunInfo['machine'] | undefined
  for (const streams of STREAMS_AT_ONCE) {
    const summary = await measure(streams, rounds)
    machine = summary.run.machine
    rows.push(row(streams, summary))
  }
  printTable(rows)
  if (machine !== undefined) {
    process.stdout.write(
      `\n${machine.cpus} × ${machine.cpuModel}, ${machine.kernel}; client and mock share them.\n`,
    )
  }
}

async function measure(streams: number, rounds: number): Promise<Summary> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-bench-'))
  try {
    const load = { streams, rounds, ttftMs: 200, gapMs: 20, tokens: TOKENS }
    return await runBaseline(load, join(folder, 'out'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const HEAD = [
  'streams',
  'done',
  'TTFT error ms p50/p99/max',
  'gap error ms p50/p99/max',
  'own lag p99 ms',
  'mock late p99 ms',
  'coalesced',
  'client CPU s/1M tokens',
  'mock CPU s/1M tokens',
]

function row(streams: number, summary: Summary): string[] {
  const truth = summary.trust.truth.find((one: TruthFigures) => one.kind === 'measuring-error')
  const group = summary.groups[0]
  const tokens = group?.tokens ?? 0
  const perMillion = (cpu: number | undefined): string =>
    cpu === undefined || tokens === 0 ? 'n/a' : ((cpu / tokens) * 1e6).toFixed(1)
  return [
    String(streams),
    String(group?.startedStreams ?? 0),
    errorCell(truth?.ttftMs),
    errorCell(truth?.gapMs),
    fixed(summary.trust.ownLagP99Ms),
    fixed(summary.trust.mockLatenessP99Ms),
    `${((group?.coalescedRatio ?? 0) * 100).toFixed(2)} %`,
    perMillion(summary.run.client?.cpuSeconds),
    perMillion(summary.run.mock?.cpuSeconds),
  ]
}
