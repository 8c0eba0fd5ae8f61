import { OPTIONS } from '../options/options.ts'
import type { Problem } from '../options/problem.ts'
import { readFlags } from '../options/read-flags.ts'
import { resolveRun } from '../options/resolve-run.ts'
import type { ResolvedRun } from '../options/resolved-run.ts'
import type { CommandRow } from './command-row.ts'
import type { Host } from './host.ts'
import { sayProblems } from './say-problems.ts'
import { startRun } from './start-run.ts'

export const runCommand: CommandRow = {
  name: 'run',
  words: '[SCENARIO…]',
  shows: 'runs scenarios against the mock or a URL, writes a results folder, prints the summary',
  options: OPTIONS,
  examples: [
    'streamgauge run',
    'streamgauge run baseline --rate 100 --duration 1m --route nginx',
    'streamgauge run baseline --concurrency 20 --streams 200',
    'streamgauge run --target https://api.example.com/v1 --dialect openai-chat --model NAME --api-key-env API_KEY',
    'streamgauge run mine.ts --route nginx',
    "streamgauge run --slo 'ttft:p95<500ms,gap<100ms'",
  ],
  notes: [
    'Every option is also a variable (STREAMGAUGE_MAX_TOKENS=128) and a line of streamgauge.yaml (max-tokens: 128).',
    'A flag wins over the environment, the environment over the file, the file over the default.',
  ],
  run,
}

async function run(words: readonly string[], host: Host): Promise<number> {
  const problems: Problem[] = []
  const flags = readFlags(words, OPTIONS, problems)
  const resolution = resolveRun({
    flags,
    env: host.env,
    cwd: host.cwd,
    commandLine: ['streamgauge', 'run', ...words],
    terminal: host.terminal,
  })
  if ('problems' in resolution) problems.push(...resolution.problems)
  if ('problems' in resolution || problems.length > 0) return sayProblems(problems, host)
  return startRun(resolution.run, host, () => start(resolution.run))
}

async function start({ plan, secrets }: ResolvedRun): Promise<number> {
  // Loaded late: the bundler and its kin are not needed to refuse a bad flag.
  const { bundleScript, userScript } = await import('../run/user-script.ts')
  const script = userScript(plan)
  // Before anything is started or written.
  if (script !== undefined) await bundleScript(script)
  const { runRun } = await import('../run/run.ts')
  return runRun(plan, secrets)
}
