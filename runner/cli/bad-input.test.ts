import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SCENARIOS as ALL_SCENARIOS } from '../../core/scenario/scenarios.ts'
import { DIALECTS as DIALECT_TABLES } from '../../core/dialect/dialects.ts'
import { EXIT } from '../exit-codes.ts'
import { ROUTES as ALL_ROUTES } from '../options/routes.ts'
import { streamgauge } from './streamgauge.ts'

const row = (timestamp: number): string =>
  `${JSON.stringify({ timestamp, input_length: 9, output_length: 5 })}\n`
const TRACE =
  'Give a trace: CSV with TIMESTAMP,ContextTokens,GeneratedTokens (Azure), or JSON Lines with timestamp, input_length, output_length (Mooncake).'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
  mkdirSync(join(folder, 'full'))
  writeFileSync(join(folder, 'full', 'file'), '')
  writeFileSync(join(folder, 'bad.jsonl'), '"a"\nhello\n')
  writeFileSync(join(folder, 'mine.ts'), '')
  writeFileSync(join(folder, 'good.jsonl'), '"a"\n')
  writeFileSync(join(folder, 'body.json'), '{"q":"{{model}}"}')
  writeFileSync(join(folder, 'trace.jsonl'), row(0) + row(5))
  writeFileSync(join(folder, 'bad-trace.jsonl'), `${row(0)}{"timestamp":1}\n`)
  writeFileSync(join(folder, 'bad.yaml'), 'rate: fast\nraet: 20\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(words: readonly string[], env: Record<string, string> = {}) {
  const output = { out: '', err: '' }
  const code = await streamgauge(words, {
    out: (text) => (output.out += text),
    err: (text) => (output.err += text),
    env,
    cwd: folder,
    terminal: false,
  })
  return { code, out: output.out, lines: output.err.split('\n').filter((line) => line !== '') }
}

const URL_TARGET = ['--target', 'http://127.0.0.1:9/v1']
const RATE = 'Give streams per second, for example --rate 20 or --rate 300/m.'
const DURATION = 'Give a number with its unit (ms, s, m or h), for example --duration 30s.'
const SCENARIOS = `Known: ${ALL_SCENARIOS.map(({ name }) => name).join(', ')}.`
const NAMES = DIALECT_TABLES.map(({ name }) => name).join(', ')
const DIALECTS = `Known: ${NAMES}.`
const ROUTES = `Known: ${ALL_ROUTES.map(({ name }) => name).join(', ')}.`
const OUT = 'Give a new or an empty folder, for example --out results/mine.'

test.each<[string, string]>([
  ['--raet 5', '--raet: unknown flag. Did you mean --rate?'],
  ['--verbose', '--verbose: unknown flag. See --help for those there are.'],
  ['quikc', `scenario: no scenario is called "quikc". Did you mean quick? ${SCENARIOS}`],
  [
    'none.ts',
    'scenario: "none.ts" cannot be read (ENOENT: no such file or directory). Give the path of a k6 script, or the name of a scenario.',
  ],
  [
    'mine.ts --rate 5',
    '--rate: what is asked, and when, is said by the script mine.ts. Say it there, and leave the option out.',
  ],
  ['mine.ts quick', 'scenario: the script mine.ts stands alone. Run the others without it.'],
  ['mine.ts --route direct,nginx', '--route: the script mine.ts has one target. Give one route.'],
  ['quick quick', 'scenario: quick is named twice. Name each scenario once.'],
  [
    '--dialect opena-chat',
    `--dialect: no dialect is called "opena-chat". Did you mean openai-chat? ${DIALECTS}`,
  ],
  [
    '--dialect mine.json',
    '--dialect: "mine.json" cannot be read (ENOENT: no such file or directory). Give a file that can be read, or the name of a dialect.',
  ],
  ['--route ngnix', `--route: no route is called "ngnix". Did you mean nginx? ${ROUTES}`],
  [
    '--route nginx:bufered',
    `--route: no route is called "nginx:bufered". Did you mean nginx:buffered? ${ROUTES}`,
  ],
  [
    '--route nginx,nginx:streaming',
    '--route: nginx:streaming is the same way as one before it. Name each route once.',
  ],
  [
    '--profile fast',
    '--profile: no profile is called "fast". Known: steady, chat, code, reasoning, multi-turn, lumpy, flaky, busy, limited.',
  ],
  ['--set lanes=4', '--set lanes: scenario quick has no knobs. Leave it out.'],
  ['--rate abc', `--rate: "abc" is not a rate. ${RATE}`],
  ['--rate -1', `--rate: "-1" is too low: at least 0.001/s. ${RATE}`],
  ['--rate 0', `--rate: "0" is too low: at least 0.001/s. ${RATE}`],
  ['--rate 999999999', `--rate: "999999999" is too high: at most 100000/s. ${RATE}`],
  ['--rate=', `--rate: "" is not a rate. ${RATE}`],
  ['--rate', `--rate: has no value. ${RATE}`],
  ['--duration 30', `--duration: "30" is not a duration. ${DURATION}`],
  ['--duration 0s', `--duration: "0s" is too short. ${DURATION}`],
  [
    '--streams 1.5',
    '--streams: "1.5" is not a whole number. Give a whole number from 1 to 10000000, for example --streams 200.',
  ],
  [
    '--concurrency 0',
    '--concurrency: "0" is too small. Give a whole number from 1 to 100000, for example --concurrency 20.',
  ],
  [
    '--tokens 1000001',
    '--tokens: "1000001" is too large. Give a whole number from 0 to 1000000, for example --tokens 64.',
  ],
  [
    '--ttft 11m',
    '--ttft: "11m" is too long: at most 10m. Give a number with its unit (ms, s, m or h), for example --ttft 200ms.',
  ],
  ['--http 3', '--http: "3" is not known here. Give 1.1 or 2.'],
  [
    '--prompts none.jsonl',
    '--prompts: "none.jsonl" cannot be read (ENOENT: no such file or directory). Give a file that can be read.',
  ],
  [
    '--prompts bad.jsonl',
    '--prompts: "bad.jsonl", line 2 is not JSON. Give JSON Lines, each {"prompt": "…"} or a JSON string.',
  ],
  [
    '--body none.json',
    '--body: "none.json" cannot be read (ENOENT: no such file or directory). Give a file that can be read.',
  ],
  [
    '--cacert body.json',
    '--cacert: "body.json" holds no certificate. Give a file of PEM certificates.',
  ],
  [
    '--cacert none.pem',
    '--cacert: "none.pem" cannot be read (ENOENT: no such file or directory). Give a file of PEM certificates.',
  ],
  [
    '--config none.yaml',
    '--config: "none.yaml" cannot be read (ENOENT: no such file or directory). Give a YAML file of options, for example --config streamgauge.yaml.',
  ],
  [
    '--target nowhere',
    `--target: "nowhere" is not a URL. Give mock, or the API's base URL, for example --target http://127.0.0.1:8000/v1.`,
  ],
  [
    '--target ftp://h',
    `--target: "ftp://h" does not begin with http:// or https://. Give mock, or the API's base URL, for example --target http://127.0.0.1:8000/v1.`,
  ],
  ['--out full', `--out: "full" exists and is not empty. ${OUT}`],
  ['--out full/file', `--out: "full/file" is a file. ${OUT}`],
  ['--out full/file/x', `--out: "full/file/x" lies below a file. ${OUT}`],
  [
    '--api-key-env NO_SUCH_KEY',
    '--api-key-env: the variable NO_SUCH_KEY is not set. Set it to the API key, and give its name.',
  ],
  [
    '--api-key-env EMPTY_KEY',
    '--api-key-env: the variable EMPTY_KEY is empty. Set it to the API key, and give its name.',
  ],
  [
    '--api-key-env BROKEN_KEY',
    '--api-key-env: the variable BROKEN_KEY holds characters that a header cannot carry. Set it to the API key, and give its name.',
  ],
  [
    '--api-key-env sk_1234567890abc',
    '--api-key-env: the variable of that name is not set. Set it to the API key, and give its name.',
  ],
  [
    '--api-key-env GOOD_KEY --header authorization:x',
    '--header authorization and --api-key-env each set the header authorization. Give one.',
  ],
  [
    '--slo ttft>500ms',
    `--slo: "ttft>500ms" is the wrong way round: less is better. Give ttft<VALUE, for example --slo 'ttft<500ms'.`,
  ],
  ['--slo none,ttft<1s', '--slo: none stands alone. Give none, or limits.'],
  [
    '--rate 5 --concurrency 5',
    '--rate with --concurrency: an open loop has a rate, a closed loop a number of open streams. Give one of the two.',
  ],
  [
    '--concurrency 5 --arrivals poisson',
    '--arrivals with --concurrency: a closed loop starts a stream when another one ends. Leave out --arrivals, or give --rate instead of --concurrency.',
  ],
  [
    '--method GET --max-tokens 5',
    '--max-tokens with the method GET, which has no body. Leave out one of the two.',
  ],
  [
    '--http 2',
    '--http 2 needs a target that begins with https://. Give such a --target, or --route nginx:http2, or leave out --http.',
  ],
  [
    '--target http://127.0.0.1:9/v1 --route nginx:sticky-ip',
    '--route: nginx:sticky-ip leads to two instances, and a URL is one. Use another route, or --target mock.',
  ],
  [
    '--http 2 --target https://127.0.0.1 --route nginx',
    '--http 2 with the route nginx: it is spoken to in HTTP/1.1. Use --route nginx:http2 or direct, or leave out --http.',
  ],
  [
    '--body body.json --prompts good.jsonl',
    '--prompts: the body has no {{prompt}} for them to go into. Put {{prompt}} into the file of --body, or leave out --prompts.',
  ],
  [
    '--body body.json --trace trace.jsonl',
    '--trace: the body has no {{prompt}} for them to go into. Put {{prompt}} into the file of --body, or leave out --trace.',
  ],
  [
    '--trace none.csv',
    `--trace: "none.csv" cannot be read (ENOENT: no such file or directory). ${TRACE}`,
  ],
  [
    '--trace good.jsonl',
    `--trace: "good.jsonl", line 1 is neither the header TIMESTAMP,ContextTokens,GeneratedTokens nor a JSON object. ${TRACE}`,
  ],
  [
    '--trace bad-trace.jsonl',
    `--trace: "bad-trace.jsonl", line 2 holds input_length nothing, which is no whole number from 1 to 1000000. ${TRACE}`,
  ],
  ['--speed 2', '--speed is that of a trace, and there is none. Give --trace.'],
  [
    '--trace trace.jsonl --speed 0',
    '--speed: "0" is not a speed. Give a number from 0.001 to 1000, for example --speed 2 for twice as fast.',
  ],
  ...(
    [
      '--rate 5',
      '--concurrency 5',
      '--arrivals poisson',
      '--tokens 5',
      '--prompt-tokens 5',
    ] as const
  ).map((other): [string, string] => {
    const [name] = other.split(' ')
    return [
      `--trace trace.jsonl ${other}`,
      `${name} with --trace: the trace says when streams start, and how long prompts and answers are. Leave out ${name}, or --trace.`,
    ]
  }),
  [
    'high-concurrency --trace trace.jsonl',
    '--trace: the scenario high-concurrency keeps a number of streams open, and a trace says when each starts. Use the scenario baseline.',
  ],
  [
    'sticky --trace trace.jsonl',
    '--trace has no place in the scenario sticky, which makes that itself. Leave it out; `streamgauge list` shows what can be set in sticky.',
  ],
  [
    '--prompt-tokens 5 --prompts good.jsonl',
    '--prompt-tokens with --prompts: prompts are made up, or yours. Give one of the two.',
  ],
])('run %s is refused with one sentence', async (words, message) => {
  const env = { EMPTY_KEY: ' ', BROKEN_KEY: 'two words', GOOD_KEY: 'sk-1' }
  const { code, out, lines } = await run(['run', ...words.split(' ')], env)
  expect(lines).toEqual([`streamgauge: ${message}`])
  expect(out).toBe('')
  expect(code).toBe(EXIT.usage)
})

test.each<[readonly string[], string]>([
  [
    ['--ttft', '1s'],
    '--ttft says what our mock serves, but the target is a URL. Leave out --ttft, or use --target mock.',
  ],
  [
    ['--tokens', '5'],
    '--tokens says what our mock serves, but the target is a URL. Leave out --tokens, or use --target mock.',
  ],
  [
    ['--dialect', 'openai-chat'],
    'the dialect openai-chat needs a model, and none is given. Give --model NAME, a name that the server knows.',
  ],
  [
    ['--body', 'body.json'],
    '--body: the file holds {{model}}, and no value is given for it. Give --model NAME, or write the value into the file.',
  ],
])('with a URL, %j is refused', async (words, message) => {
  const { code, lines } = await run(['run', ...URL_TARGET, ...words])
  expect(lines).toEqual([`streamgauge: ${message}`])
  expect(code).toBe(EXIT.usage)
})

test('all problems are told at once, wherever they come from', async () => {
  const words = [
    'run',
    'quikc',
    '--raet',
    '5',
    '--seed',
    '-1',
    '--config',
    'bad.yaml',
    '--out',
    'full',
  ]
  const { code, lines } = await run(words, { STREAMGAUGE_FOO: '1', STREAMGAUGE_HTTP: '3' })
  expect(code).toBe(EXIT.usage)
  expect(
    lines.map((line) => line.slice('streamgauge: '.length).split(': ').slice(0, 2).join(': ')),
  ).toEqual([
    '--raet: unknown flag. Did you mean --rate?',
    'STREAMGAUGE_FOO: no option is called so. Unset it; `streamgauge run --help` lists the options, and each is a variable too.',
    'bad.yaml:2: raet',
    'scenario: no scenario is called "quikc". Did you mean quick? Known',
    'STREAMGAUGE_HTTP: "3" is not known here. Give 1.1 or 2.',
    'bad.yaml:1: rate',
    '--seed: "-1" is too small. Give a whole number from 0 to 9007199254740991, for example --seed 42.',
    '--out: "full" exists and is not empty. Give a new or an empty folder, for example --out results/mine.',
  ])
})

test('a refused run leaves nothing behind, and no secret in what it says', async () => {
  const before = readdirSync(folder)
  const words = [
    'run',
    '--target',
    'ftp://me:hush-hush@h',
    '--header',
    'authorization=hush-hush',
    '--out',
    'new',
    '--api-key=hush-hush',
  ]
  const { lines } = await run(words)
  expect(lines).toHaveLength(3)
  expect(lines.join('\n')).not.toContain('hush-hush')
  expect(readdirSync(folder)).toEqual(before)
})

test.each<[string, string]>([
  [
    'rnu',
    'no command is called "rnu". Did you mean run? Known: run, list, mock, calibrate, compare, gate, report, learn, stack, build-k6, help.',
  ],
  ['quick', 'no command is called "quick". It is a scenario: streamgauge run quick'],
  [
    'help rnu',
    'no command is called "rnu". Did you mean run? Known: run, list, mock, calibrate, compare, gate, report, learn, stack, build-k6, help.',
  ],
  ['--rate 5', '--rate: unknown flag. See streamgauge --help.'],
  ['list --jsn', '--jsn: unknown flag. Did you mean --json?'],
  ['list quick', '"quick" is not expected here. See --help for what is.'],
  ['learn', '--out: no file is named for the profile. Give one, for example --out profile.json.'],
  [
    'learn none --out p.yaml',
    '--out: "p.yaml" does not end with .json. The mock knows a profile of yours by that ending: give --out profile.json.',
  ],
  [
    'learn none --out p.json',
    'none: there is no run.json. Name the folder of a run, for example results/latest; `streamgauge run` writes run.json first.',
  ],
  [
    'report none',
    'none: there is no run.json. Name the folder of a run, for example results/latest; `streamgauge run` writes run.json first.',
  ],
  [
    'report a b',
    'a: there is no run.json. Name the folder of a run, for example results/latest; `streamgauge run` writes run.json first.',
  ],
  ['report --format pdf', '--format: "pdf" is not known here. Give text, md, html, junit or json.'],
])('%s is refused', async (words, message) => {
  const { code, out, lines } = await run(words.split(' '))
  expect(lines.map((line) => line.replaceAll(`${folder}/`, ''))).toEqual([
    `streamgauge: ${message}`,
  ])
  expect(out).toBe('')
  expect(code).toBe(EXIT.usage)
})

test('no command at all is wrong usage, and shows the help', async () => {
  const { code, out, lines } = await run([])
  expect(code).toBe(EXIT.usage)
  expect(out).toBe('')
  expect(lines[0]).toBe('Usage: streamgauge COMMAND [WORDS]')
})
