import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { GateReport } from '../../analysis/index.ts'
import { foreignServer } from '../e2e/against-mock.ts'
import { inFolder, ROOT, streamgauge } from '../e2e/streamgauge.ts'

const LOAD = [
  '--rate',
  '20',
  '--streams',
  '60',
  '--ttft',
  '100ms',
  '--gap',
  '10ms',
  '--tokens',
  '40',
]
const RUN = ['run', 'baseline', ...LOAD, '--slo', 'none', '--quiet']

async function gate(folder: string, policy: string, words: readonly string[] = ['out']) {
  writeFileSync(join(folder, 'policy.yaml'), policy)
  const args = ['gate', ...words, '--policy', 'policy.yaml', '--json']
  const { code, stdout, stderr } = await streamgauge(args, {}, folder)
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as GateReport
  expect(report.verdict.exitCode).toBe(code)
  return { code, report, sentence: report.verdict.sentence }
}

describe('a gate on a real nginx', () => {
  test('that buffers fails, and says buffering; the healthy ways beside it hold', () =>
    inFolder(async (folder) => {
      const routes = ['--route', 'direct', '--route', 'nginx:buffered']
      expect((await streamgauge([...RUN, ...routes, '--out', 'out'], {}, folder)).code).toBe(0)
      const { code, report, sentence } = await gate(folder, 'samples: 60\ncounts: {findings: 0}\n')
      expect({ code, sentence }).toMatchObject({
        code: 99,
        sentence: expect.stringMatching(/^findings ≤ 0 failed on nginx:buffered \(1: buffering,/u),
      })
      const failed = report.verdict.gates.filter(({ decision }) => decision !== 'pass')
      expect(failed.map(({ name, route }) => [name, route])).toEqual([
        ['findings', 'nginx:buffered'],
      ])
      // The same fault by a limit in milliseconds: 5 where the machine is too busy to tell.
      const slow = await gate(folder, 'limits: [ttft:p50<300ms]\n')
      expect([99, 5]).toContain(slow.code)
    }))

  test('that does not buffer passes; with too few streams it is inconclusive', () =>
    inFolder(async (folder) => {
      const routes = ['--route', 'direct', '--route', 'nginx']
      expect((await streamgauge([...RUN, ...routes, '--out', 'out'], {}, folder)).code).toBe(0)
      const counts = 'counts: {findings: 0, failures: 0}\n'
      const enough = await gate(folder, `samples: 60\n${counts}`)
      expect(enough).toMatchObject({ code: 0, report: { verdict: { result: 'pass' } } })
      const tooFew = await gate(folder, `samples: 100\n${counts}`)
      expect(tooFew).toMatchObject({ code: 6, sentence: expect.stringContaining('samples ≥ 100') })
      const undecided = await gate(folder, 'limits: [ttft:p99.9<10s]\n')
      expect([6, 5]).toContain(undecided.code)
    }))
})

test('the example workflow measures and judges as it stands', () =>
  inFolder(async (folder) => {
    const text = readFileSync(join(ROOT, 'docs/examples/github-actions.yml'), 'utf8')
    const workflow = parse(text) as { jobs: { gate: { steps: { run?: string }[] } } }
    const server = await foreignServer()
    const command = (name: string): string[] => {
      const line = workflow.jobs.gate.steps.find(({ run }) =>
        run?.includes(`streamgauge ${name}`),
      )?.run
      return (line ?? '')
        .replace('npx streamgauge ', '')
        .replace('http://127.0.0.1:8000', server.url)
        .replace('--duration 30s', '--duration 11s')
        .replace('ci/policy.yaml', join(ROOT, 'docs/examples/policy.yaml'))
        .split(' ')
    }
    try {
      const measured = await streamgauge(command('run'), {}, folder)
      expect(measured.code, measured.stderr).toBe(0)
      const summary = join(folder, 'summary.md')
      const judged = await streamgauge(command('gate'), { GITHUB_STEP_SUMMARY: summary }, folder)
      expect([0, 5], judged.stdout).toContain(judged.code)
      expect(readFileSync(join(folder, 'gate.xml'), 'utf8')).toContain('samples \u2265 100')
      expect(readFileSync(summary, 'utf8')).toContain('# streamgauge gate: ')
    } finally {
      await server.stop()
    }
  }))
