import { COMPARE_OPTIONS, OWN_OPTIONS } from '../compare/options.ts'
import { resolveCompare } from '../compare/resolve-compare.ts'
import type { OptionName } from '../options/options.ts'
import { isOptionName } from '../options/options.ts'
import type { Problem } from '../options/problem.ts'
import { readFlags } from '../options/read-flags.ts'
import { readValues } from '../options/read-values.ts'
import type { ResolvedRun } from '../options/resolved-run.ts'
import type { CommandRow } from './command-row.ts'
import type { Host } from './host.ts'
import { sayProblems } from './say-problems.ts'
import { startRun } from './start-run.ts'

export const compareCommand: CommandRow = {
  name: 'compare',
  words: 'A B [SCENARIO…]',
  shows: 'measures two URLs, routes or mock profiles in turn and says whether B is worse than A',
  options: COMPARE_OPTIONS,
  examples: [
    'streamgauge compare http://127.0.0.1:8000/v1 http://127.0.0.1:8001/v1 --dialect openai-chat --model NAME',
    'streamgauge compare direct nginx',
    'streamgauge compare nginx:streaming nginx:buffered --duration 60s',
    'streamgauge compare steady lumpy --pairs 20 --metric gap:p95 --delta 10%',
  ],
  notes: [
    'Blocks of A, B and A once more (A2, the control) alternate, at least 10 of each, with the same requests at the same offsets.',
    'Exit code 99 when B is worse in any metric, 5 when the client was unfit, 6 when any metric is inconclusive, else 0; a control that differs makes all inconclusive. docs/methods.md tells the rule.',
    'Two builds are the URLs of two servers that run them.',
  ],
  run,
}

async function run(words: readonly string[], host: Host): Promise<number> {
  const problems: Problem[] = []
  const flags = readFlags(words, COMPARE_OPTIONS, problems)
  const ofRun = new Map<OptionName, readonly string[]>()
  const own = new Map<string, { readonly where: string; readonly texts: readonly string[] }>()
  for (const [name, texts] of flags) {
    if (isOptionName(name)) ofRun.set(name, texts)
    else own.set(name, { where: `--${name}`, texts })
  }
  const resolution = resolveCompare({
    flags: ofRun,
    own: readValues(OWN_OPTIONS, own, problems),
    env: host.env,
    cwd: host.cwd,
    commandLine: ['streamgauge', 'compare', ...words],
    terminal: host.terminal,
  })
  if ('problems' in resolution) problems.push(...resolution.problems)
  if ('problems' in resolution || problems.length > 0) return sayProblems(problems, host)
  return startRun(resolution.run, host, () => start(resolution.run))
}

async function start({ plan, secrets }: ResolvedRun): Promise<number> {
  const [{ runRun }, { concludeComparison }] = await Promise.all([
    import('../run/run.ts'),
    import('../compare/conclude-comparison.ts'),
  ])
  return runRun(plan, secrets, concludeComparison)
}
