import { describe, expect, it } from 'vitest'
import { OPTIONS } from './option.ts'
import { resolveSettings } from './resolve-settings.ts'
import { DEFAULTS } from './settings.ts'

interface Given {
  readonly argv?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly file?: string
}

function resolve({ argv = [], env = {}, file }: Given) {
  return resolveSettings({
    argv: file === undefined ? argv : [...argv, '--config', 'mock.yaml'],
    env,
    readText: () => {
      if (file === 'missing') throw new Error('ENOENT: no such file\nstack')
      return file ?? ''
    },
  })
}
const settingsOf = (given: Given) => {
  const resolved = resolve(given)
  return 'settings' in resolved ? resolved.settings : resolved
}
const problemsOf = (given: Given) => {
  const resolved = resolve(given)
  return 'problems' in resolved ? resolved.problems.join('\n') : 'no problem'
}

describe('settings', () => {
  it('have defaults', () => {
    expect(settingsOf({})).toEqual(DEFAULTS)
  })

  it('come from flags, with = or without', () => {
    const argv =
      '--host 0.0.0.0 --port=0 --seed 7 --ttft 1.5s --gap 2500us --gap-cv 0.3 --tokens 9 --truth t.ndjson --instance b --drain 1m --exit-with-parent'
    expect(settingsOf({ argv: argv.split(' ') })).toEqual({
      ...DEFAULTS,
      host: '0.0.0.0',
      port: 0,
      seed: 7,
      ttftMs: 1_500,
      gapMs: 2.5,
      gapCv: 0.3,
      tokens: 9,
      truth: 't.ndjson',
      instance: 'b',
      drainMs: 60_000,
      exitWithParent: true,
    })
  })

  it.each<readonly [string, Given, number]>([
    ['flag over environment', { argv: ['--tokens', '1'], env: { MOCK_TOKENS: '2' } }, 1],
    ['environment over file', { env: { MOCK_TOKENS: '2' }, file: 'tokens: 3' }, 2],
    ['file over default', { file: 'tokens: 3' }, 3],
    ['JSON is a file too', { file: '{"tokens": 4}' }, 4],
    ['an empty file changes nothing', { file: '' }, DEFAULTS.tokens],
  ])('%s', (_, given, tokens) => {
    expect(settingsOf(given)).toMatchObject({ tokens })
  })

  it.each<readonly [Given, string]>([
    [{ argv: ['--foo'] }, '--foo: unknown flag; allowed: --host, --port'],
    [{ argv: ['--prot', '5'] }, '--prot: unknown flag'],
    [{ argv: ['stray'] }, 'stray: unknown flag'],
    [{ argv: ['--port'] }, '--port: found nothing; allowed: a whole number from 0 to 65535'],
    [{ argv: ['--port', '65536'] }, '--port: found "65536"'],
    [{ argv: ['--port', '-1'] }, '--port: found "-1"'],
    [{ argv: ['--port', '8e3'] }, '--port: found "8e3"'],
    [{ argv: ['--tokens', '1.5'] }, '--tokens: found "1.5"; allowed: a whole number'],
    [{ argv: ['--tokens', '1000001'] }, 'from 0 to 1000000'],
    [{ argv: ['--ttft', '200'] }, '--ttft: found "200"; allowed: a duration such as 200ms'],
    [{ argv: ['--ttft', '11m'] }, 'at most 10m'],
    [{ argv: ['--gap', '-5ms'] }, '--gap: found "-5ms"'],
    [{ argv: ['--gap', ''] }, '--gap: found ""'],
    [{ argv: ['--gap-cv', '11'] }, '--gap-cv: found "11"; allowed: a number from 0 to 10'],
    [{ argv: ['--instance', 'a b'] }, '--instance: found "a b"'],
    [{ argv: ['--exit-with-parent=perhaps'] }, 'allowed: true or false'],
    [{ env: { MOCK_PORT: 'x' } }, 'MOCK_PORT: found "x"'],
    [{ env: { MOCK_TOKEN: '3' } }, 'MOCK_TOKEN: unknown variable; allowed: MOCK_HOST'],
    [{ env: { MOCK_SEDE: '3', MOCK_SEEDS: '3' } }, 'MOCK_SEEDS: unknown variable'],
    [{ argv: ['--upstream', 'h/v1'] }, '--upstream: found "h/v1"; allowed: an API base such as'],
    [{ argv: ['--upstream', 'ftp://me:pass@h'] }, '--upstream: found "ftp://***@h"; allowed:'],
    [{ argv: ['--upstream', 'http://h', '--ttft', '5ms'] }, '--ttft: found with --upstream'],
    [
      { argv: ['--upstream', 'http://h', '--upstream-key-env', 'KEY'] },
      '--upstream-key-env: found "KEY", which is not set',
    ],
    [{ env: { MOCK_UPSTREAM_KEYS: 'k' } }, 'MOCK_UPSTREAM_KEYS: unknown variable'],
    [{ file: 'token: 3' }, 'mock.yaml: token: unknown name; allowed: host, port'],
    [{ file: 'tokens: [3]' }, 'mock.yaml: tokens: found "[3]"'],
    [{ file: 'tokens: null' }, 'mock.yaml: tokens: found "null"'],
    [{ file: '- 3' }, '--config mock.yaml: found no names'],
    [{ file: 'a: [' }, '--config mock.yaml: cannot be read'],
    [{ file: 'missing' }, '--config mock.yaml: cannot be read: ENOENT: no such file'],
  ])('%o is refused', (given, part) => {
    expect(problemsOf(given)).toContain(part)
  })

  it('tell everything that is wrong at once', () => {
    const problems = problemsOf({
      argv: ['--foo', '--port', 'x'],
      env: { MOCK_SEED: '-1' },
      file: 'tokens: -1',
    })
    for (const name of ['--foo', '--port', 'MOCK_SEED', 'tokens']) expect(problems).toContain(name)
    expect(problems).not.toContain('stack')
  })

  it.each<readonly [string, Given, object]>([
    ['from its usual variable', { env: { MOCK_UPSTREAM_KEY: 'k1' } }, { secrets: ['k1'] }],
    [
      'from the variable that is named',
      { argv: ['--upstream-key-env', 'KEY'], env: { KEY: 'k2', MOCK_UPSTREAM_KEY: 'k1' } },
      { secrets: ['k2'] },
    ],
    ['from nowhere', {}, { secrets: [] }],
    ['with a model', { file: 'upstreamModel: llama' }, { model: 'llama' }],
  ])('name a provider, its key %s', (_, given, target) => {
    const argv = ['--upstream', 'http://h:1/v1', ...(given.argv ?? [])]
    expect(settingsOf({ ...given, argv })).toMatchObject({
      upstream: { origin: 'http://h:1', path: '/v1/chat/completions', ...target },
    })
  })

  it('leave variables of others alone', () => {
    expect(settingsOf({ env: { MOCK_API_URL: 'http://x', MOCKERY: '1' } })).toEqual(DEFAULTS)
  })

  it('are all listed by --help', () => {
    const resolved = resolve({ argv: ['--help'] })
    const help = 'help' in resolved ? resolved.help : ''
    for (const option of OPTIONS) expect(help).toContain(option.flag)
    expect(help).toContain('--config')
    expect(help).toContain('MOCK_UPSTREAM_KEY')
  })
})
