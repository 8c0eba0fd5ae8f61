import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { EXIT } from '../exit-codes.ts'
import { failed, missing } from '../failure.ts'
import { several } from '../options/option.ts'
import { oneOf } from '../options/text.ts'
import { findExecutable } from '../process/find-executable.ts'
import type { CommandRow } from './command-row.ts'
import type { Host } from './host.ts'
import { readWords } from './read-words.ts'
import { runInForeground } from './run-in-foreground.ts'
import { sayError } from './say-error.ts'
import { sayProblems } from './say-problems.ts'

const COMPOSE = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url))

const ACTS = {
  // By --wait it ends when every container is healthy.
  up: ['up', '--detach', '--build', '--wait'],
  down: ['down'],
} as const

const OPTIONS = {
  act: several({
    group: 'Results:',
    takes: 'up|down',
    shows: 'start it or stop it',
    separator: '\n',
    positional: true,
    parse: oneOf(['up', 'down'] as const),
  }),
}

export const stackCommand: CommandRow = {
  name: 'stack',
  words: 'up|down',
  shows: 'Prometheus and Grafana beside two mocks and nginx, by docker compose',
  options: OPTIONS,
  examples: ['streamgauge stack up', 'streamgauge stack down   # what was measured stays'],
  notes: ['Needs Docker with its plugin compose. docs/deploy.md says what is where.'],
  run: async (words, host) => readWords(words, OPTIONS, host, ({ act = [] }) => stack(act, host)),
}

async function stack(acts: readonly (keyof typeof ACTS)[], host: Host): Promise<number> {
  const [act, another] = acts
  if (act === undefined || another !== undefined) {
    const message = `stack: found ${acts.length} words; allowed: up, or down.`
    return sayProblems([{ code: 'bad-value', message, hint: 'Try `streamgauge stack up`.' }], host)
  }
  try {
    const docker = await findDocker()
    const code = await runInForeground(docker, ['compose', '--file', COMPOSE, ...ACTS[act]])
    if (code !== 0) throw failed(`docker compose ${act} ended with ${code}.`, 'It said why above.')
    if (act === 'up') {
      host.out('Grafana: http://127.0.0.1:3000\nPrometheus: http://127.0.0.1:9090\n')
      host.out('Load: docker compose --profile load run --rm k6\n')
    }
    return EXIT.pass
  } catch (error) {
    return sayError(error, host)
  }
}

/** Path of a docker whose engine answers and that knows compose. Throws (exit 3) where there is none. */
async function findDocker(): Promise<string> {
  const docker = findExecutable('docker')
  if (docker === undefined) {
    throw missing(
      'stack: there is no docker.',
      'Install it: https://docs.docker.com/get-started/get-docker/',
    )
  }
  for (const [args, lacks] of [
    [['info'], 'docker is installed, but its engine does not answer.'],
    [['compose', 'version'], 'docker has no plugin compose.'],
  ] as const) {
    await promisify(execFile)(docker, args).catch(() => {
      throw missing(`stack: ${lacks}`, `See what \`docker ${args.join(' ')}\` says.`)
    })
  }
  return docker
}
