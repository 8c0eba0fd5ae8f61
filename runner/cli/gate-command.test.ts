import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_FIXTURE } from '../../analysis/fixture/generate-run.ts'
import { writeFixtureRun } from '../../analysis/fixture/write-run.ts'
import type { GateReport } from '../../analysis/index.ts'
import { EXIT } from '../exit-codes.ts'
import { streamgauge } from './streamgauge.ts'

const RUN = { ...DEFAULT_FIXTURE, streams: 100, faultRatio: 0 }

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
  for (const name of ['results/latest', 'before'])
    mkdirSync(join(folder, name), { recursive: true })
  writeFixtureRun(join(folder, 'results/latest'), RUN)
  writeFixtureRun(join(folder, 'before'), { ...RUN, seed: 3 }, { run: '20261121-080000-cd34' })
  writeFileSync(
    join(folder, 'strict.yaml'),
    'limits: [ttft:p95<100ms]\nadvisory: {limits: [gap<1ms]}\n',
  )
  writeFileSync(join(folder, 'bad.yaml'), 'sample: 5\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function gate(words: readonly string[], env: Record<string, string> = {}) {
  const output = { out: '', err: '' }
  const code = await streamgauge(['gate', ...words], {
    out: (text) => (output.out += text),
    err: (text) => (output.err += text),
    env,
    cwd: folder,
    terminal: false,
  })
  return { code, ...output }
}
const file = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('gate', () => {
  test('judges results/latest by the default policy', async () => {
    const { code, out, err } = await gate([])
    expect({ code, err }).toEqual({ code: EXIT.pass, err: '' })
    expect(out).toMatch(/^streamgauge gate {2}policy default .* PASS\n/u)
  })

  test('a missed limit is 99, and named', async () => {
    const { code, out } = await gate(['--policy', 'strict.yaml'])
    expect(code).toBe(EXIT.failed)
    expect(out).toMatch(/ttft:p95 < 100\u202fms failed on direct \(.*\) and nginx/u)
    expect(out).toMatch(/^fail {8}ttft:p95/mu)
    expect(out).toMatch(/^advice {6}fail {3}gap:p95 < 1\u202fms/mu)
  })

  test('JSON stands alone on standard output', async () => {
    const { code, out, err } = await gate(['--policy', 'strict.yaml', '--json'])
    const report = JSON.parse(out) as GateReport
    expect(report).toMatchObject({ v: 1, policy: 'strict.yaml', verdict: { exitCode: 99 } })
    expect(report.advice).toHaveLength(2)
    expect({ code, err }).toEqual({ code: EXIT.failed, err: '' })
  })

  test('JUnit: a test case for each gate, failures as failures, advice as output', async () => {
    const { out } = await gate(['--policy', 'strict.yaml', '--format', 'junit'])
    expect(out).toContain('tests="7" failures="2" errors="0"')
    expect(out.match(/<failure /gu)).toHaveLength(2)
    expect(out.match(/<system-out>/gu)).toHaveLength(2)
  })

  test('a file takes the format, standard output keeps the text', async () => {
    const { out } = await gate(['--format', 'junit', '--out', 'gate.xml'])
    expect(out).toMatch(/^streamgauge gate/u)
    expect(file('gate.xml')).toMatch(/^<\?xml/u)
  })

  test('the job summary of GitHub is appended to', async () => {
    writeFileSync(join(folder, 'summary.md'), 'before\n')
    await gate(['--json'], { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') })
    expect(file('summary.md')).toMatch(/^before\n# streamgauge gate: PASS\n/u)
    expect(file('summary.md')).toContain('| pass | completion')
  })

  test('a baseline is compared, and is advice', async () => {
    const { code, out } = await gate(['--baseline', 'before'])
    expect(code).toBe(EXIT.pass)
    expect(out).toMatch(/^baseline .*advice only/mu)
    expect(out).toMatch(/^ {2}(?:same|unclear|better|worse) +ttft:p50 {3}quick · direct/mu)
  })
})

describe('what cannot be done is wrong usage', () => {
  test.each<[string, string[], string]>([
    ['no results', ['none'], 'none: there is no run.json.'],
    ['no baseline', ['--baseline', 'none'], 'none: there is no run.json.'],
    ['itself as a baseline', ['before', '--baseline', './before'], 'that is the very run'],
    ['no policy', ['--policy', 'none.yaml'], '--policy: "none.yaml" cannot be read (ENOENT'],
    [
      'a policy that is none',
      ['--policy', 'bad.yaml'],
      'bad.yaml:1: sample: no field has this name',
    ],
    [
      'folders that are not one run',
      ['results/latest', 'before'],
      'are not parts of one run: seed is 42 and 3.',
    ],
    ['the same folder twice', ['before', 'before'], 'before is named twice.'],
    ['two formats for one output', ['--json', '--format', 'md'], '--json and --format'],
    ['an unknown format', ['--format', 'html'], 'Give text, md, junit or json.'],
    [
      'a file that cannot be written',
      ['--out', 'none/gate.xml'],
      '--out: "none/gate.xml" cannot be written',
    ],
  ])('%s', async (_title, words, message) => {
    const { code, err } = await gate(words)
    expect(err).toContain(message)
    expect(code).toBe(EXIT.usage)
  })
})
