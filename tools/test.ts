import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fuzzTargets } from './fuzz-targets.ts'
import { goTables } from './go-tables.ts'
import { type Counts, goTestCounts } from './go-test-counts.ts'
import { vitestCounts } from './vitest-counts.ts'

/**
 * `npm test`: vitest (unit, socket, e2e) and Go (vet, tests under the race detector, then 10 s of fuzzing for each codec),
 * then one closing line that counts what really ran. `--only vitest|go`; `--full` fuzzes for a minute each, and runs
 * the long matrices (`*.full.test.ts`). In CI a skipped
 * test is a failure.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const full = process.argv.includes('--full')
const FUZZ_TIME = full ? '60s' : '10s'
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : ''

async function vitest(): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-test-'))
  const report = join(folder, 'vitest.json')
  try {
    const circles = ['unit', 'socket', 'e2e', ...(full ? ['full'] : [])]
    const projects = circles.flatMap((circle) => ['--project', circle])
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${report}`]
    const args = ['run', ...projects, ...reporters]
    await run('vitest', args, { cwd: root })
    return vitestCounts(readFileSync(report, 'utf8'))
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, details: [`failed: vitest (${String(error)})`] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function go(): Promise<Counts> {
  const cwd = join(root, 'xk6-streamgauge')
  const vet = await run('go', ['vet', './...'], { cwd })
  const test = await run('go', ['test', '-race', '-json', './...'], { cwd, quiet: true })
  const counts = goTestCounts(test.output)
  process.stdout.write(goTables(test.output))
  process.stdout.write(`go: ${counts.passed} passed, ${counts.failed} failed\n`)
  if (counts.failed > 0) process.stdout.write(failureOutput(test.output))
  const problems = [
    ...(vet.code === 0 ? [] : ['failed: go vet']),
    ...(test.code !== 0 && counts.failed === 0 ? [`failed: go test (exit ${test.code})`] : []),
  ]
  return {
    ...counts,
    failed: counts.failed + problems.length,
    details: [...counts.details, ...problems],
  }
}

/** Each fuzz target of the ear, one after the other. */
async function fuzz(): Promise<Counts> {
  const cwd = join(root, 'xk6-streamgauge')
  const { output } = await run('go', ['test', '-list', '^Fuzz', './...'], { cwd, quiet: true })
  const details: string[] = []
  const targets = fuzzTargets(output)
  for (const { name, folder } of targets) {
    const args = ['test', '-run', '^$', '-fuzz', `^${name}$`, '-fuzztime', FUZZ_TIME, folder]
    if ((await run('go', args, { cwd })).code !== 0) details.push(`failed: ${name} in ${folder}`)
  }
  return { passed: targets.length - details.length, failed: details.length, skipped: 0, details }
}

/** The output lines of `go test -json`, as text. */
const failureOutput = (json: string): string =>
  json
    .split('\n')
    .filter(
      (line) => line.includes('"Action":"output"') || line.includes('"Action":"build-output"'),
    )
    .map((line) => (JSON.parse(line) as { Output: string }).Output)
    .join('')
    .slice(-20_000)

interface RunOptions {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  readonly quiet?: boolean
}

function run(
  file: string,
  args: readonly string[],
  options: RunOptions,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const chunks: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      chunks.push(text)
      if (options.quiet !== true) process.stdout.write(text)
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output: chunks.join('') }))
  })
}

const parts: Counts[] = []
if (only !== 'go') parts.push(await vitest())
if (only !== 'vitest') parts.push(await go(), await fuzz())
const sum = (name: 'passed' | 'failed' | 'skipped'): number =>
  parts.reduce((n, part) => n + part[name], 0)
const details = parts.flatMap((part) => part.details)
if (details.length > 0) process.stdout.write(`\n${details.join('\n')}\n`)
const skipped = sum('skipped')
const inCi = process.env['CI'] === 'true'
const failures = sum('failed') + (inCi ? skipped : 0)
process.stdout.write(
  `\n${sum('passed')} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
)
process.exitCode = failures > 0 ? 1 : 0
