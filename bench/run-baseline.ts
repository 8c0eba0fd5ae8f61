import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Summary } from '../analysis/summary/summary.ts'

const run = promisify(execFile)
const LAUNCH = fileURLToPath(new URL('../runner/launch.mjs', import.meta.url))

/** So many streams open at a time, so many rounds of them; what the mock serves. */
export interface BaselineLoad {
  readonly streams: number
  readonly rounds: number
  readonly ttftMs: number
  readonly gapMs: number
  readonly tokens: number
}

/** Runs `baseline` as a closed loop on the direct route into the folder `out`. */
export async function runBaseline(load: BaselineLoad, out: string): Promise<Summary> {
  const { streams, rounds, ttftMs, gapMs, tokens } = load
  const lanes = ['--concurrency', String(streams), '--streams', String(streams * rounds)]
  const serve = ['--ttft', `${ttftMs}ms`, '--gap', `${gapMs}ms`, '--tokens', String(tokens)]
  const args = [LAUNCH, 'run', 'baseline', '--route', 'direct', ...lanes, ...serve]
  // The verdict may be anything (an unfit client is a finding here), the figures are what counts.
  await run(process.execPath, [...args, '--slo', 'none', '--quiet', '--out', out]).catch(
    () => undefined,
  )
  return JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary
}
