import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ForeignServer, foreignServer } from '../runner/e2e/against-mock.ts'
import { ROOT } from '../runner/e2e/streamgauge.ts'
import { freePort } from '../runner/process/free-port.ts'
import { readmeCommands } from './readme-commands.ts'

const run = promisify(execFile)
const COMMANDS = readmeCommands(readFileSync(join(ROOT, 'README.md'), 'utf8'))

/** What this very test is part of. */
const TESTS_ITSELF = 'npm ci && npm test'
const isServer = (command: string): boolean => command.startsWith('npx streamgauge mock')
const isClient = (command: string): boolean => command.startsWith('curl')

let checkout: string
let server: ForeignServer

/** As a stranger's shell has it: no Node of ours on PATH, no variables of npm. */
function strangersEnv(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(delimiter)
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_|^CI$/u.test(name))
  return {
    ...Object.fromEntries(kept),
    PATH: path.filter((folder) => !folder.includes('node_modules')).join(delimiter),
    OPENAI_API_KEY: 'sk-test',
  }
}

/** Against our own server, and with little to do; what the command shows is the same. */
const SHORTER: readonly (readonly [string | RegExp, string])[] = [
  [/\s+#.*$/u, ''],
  ['https://your.host', 'http://SERVER'],
  [/http:\/\/127\.0\.0\.1:800[01]/gu, 'http://SERVER'],
  [
    '--dialect openai-chat --model NAME --api-key-env',
    '--streams 20 --dialect openai-chat --model NAME --api-key-env',
  ],
  ['--duration 30s', '--duration 3s'],
  ['--duration 60s', '--duration 2s'],
  ['--duration 10m', '--duration 2s'],
  ['--arrivals gamma:2', '--arrivals gamma:2 --duration 5s --warmup 1s --route direct'],
  [/(arrival-ramp.*)$/u, '$1 --set steps=2 --duration 2s'],
  [/(cancel-storm slow-reader.*)$/u, '$1 --streams 20 --set put-timeout=1 --route direct'],
  [/(--prompt.*)$/u, '$1 --duration 2s --warmup 0 --route direct'],
  [/--set turns=8 --set think=5/u, '--set turns=2 --set think=0.1 --streams 8'],
  [/(load -- mix.*)$/u, '$1 --duration 2s --warmup 0 --route direct'],
]

const shortened = (command: string): string =>
  SHORTER.reduce((text, [long, short]) => text.replace(long, short), command).replaceAll(
    'http://SERVER',
    server.url,
  )

/** What a stranger has of his own. */
const OWN_FILES: Readonly<Record<string, string>> = {
  'mine.jsonl': '{"prompt":"What is a monsoon?"}\n"And a typhoon?"\n',
  'AzureLLMInferenceTrace_conv.csv': `TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:15:46.6805900,374,44
2023-11-16 18:15:46.9951690,396,30
2023-11-16 18:15:47.4225490,879,55
`,
  'mine.ts': readFileSync(join(ROOT, 'xk6-streamgauge/examples/own-scenario.ts'), 'utf8'),
}

const shell = (command: string) =>
  run('bash', ['-c', command], { cwd: checkout, env: strangersEnv(), maxBuffer: 1 << 26 })

beforeAll(async () => {
  server = await foreignServer(['--ttft', '20ms', '--gap', '2ms', '--tokens', '16'])
  checkout = mkdtempSync(join(tmpdir(), 'streamgauge-e2e-'))
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT })
  for (const file of files
    .toString()
    .split('\0')
    .filter((name) => name !== '')) {
    if (!existsSync(join(ROOT, file))) continue
    mkdirSync(dirname(join(checkout, file)), { recursive: true })
    cpSync(join(ROOT, file), join(checkout, file))
  }
  for (const [name, text] of Object.entries(OWN_FILES)) writeFileSync(join(checkout, name), text)
})
afterAll(async () => {
  await server.stop()
  rmSync(checkout, { recursive: true, force: true })
})

describe('the README, by a stranger in a fresh checkout', () => {
  test('npm ci && npm run load: a pass, and every promised file', async () => {
    expect(COMMANDS).toContain('npm ci && npm run load')
    expect(COMMANDS).toContain(TESTS_ITSELF)
    const { stdout } = await shell('npm ci && npm run load')
    expect(stdout).toMatch(/PASS/u)
    expect(stdout).toMatch(/direct.*nginx.*difference/u)
    expect(stdout).toMatch(/our error: TTFT/u)
    const files = ['run.json', 'records.ndjson', 'truth.ndjson', 'summary.json', 'report.html']
    for (const file of [...files, 'report.md', 'junit.xml', 'k6.log']) {
      expect(existsSync(join(checkout, 'results', 'latest', file)), file).toBe(true)
    }
  })

  test.each(
    COMMANDS.filter(
      (command) => !command.startsWith('npm ci') && !isServer(command) && !isClient(command),
    ),
  )('%s', async (command) => {
    const here = shortened(command)
    const outcome = await shell(here).then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        output: error.stdout + error.stderr,
      }),
    )
    // A limit in milliseconds on a machine that is busy with something else: 5 is a right answer too. Small loads are inconclusive.
    const right = /compare|gate/u.test(command) ? [0, 5, 6] : /--slo/u.test(command) ? [0, 5] : [0]
    expect(right, outcome.output).toContain(outcome.code)
  })

  test('the mock alone answers the curl lines', async () => {
    const port = await freePort()
    const here = (command: string): string => command.replaceAll('8000', String(port))
    const command = COMMANDS.find(isServer) ?? ''
    const mock = spawn('bash', ['-c', `exec ${here(command)}`], {
      cwd: checkout,
      env: strangersEnv(),
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const lines = createInterface({ input: mock.stdout })
      const early = once(mock, 'exit').then(() => Promise.reject(new Error('the mock ended')))
      await Promise.race([once(lines, 'line'), early])
      const [whole, cut] = COMMANDS.filter(isClient)
      expect((await shell(here(whole ?? 'false'))).stdout).toContain('data: [DONE]')
      const failure = await shell(here(cut ?? 'true')).catch((error: unknown) => error)
      expect(failure).toMatchObject({ stdout: expect.stringMatching(/^(data: .*\n\n){3}$/u) })
      expect(failure).toMatchObject({ code: expect.any(Number) })
    } finally {
      if (mock.exitCode === null && mock.pid !== undefined) {
        process.kill(-mock.pid, 'SIGTERM')
        await once(mock, 'exit')
      }
    }
  })
})
