import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Summary } from '../../analysis/index.ts'
import { inFolder, streamgauge } from '../e2e/streamgauge.ts'

/** A scenario with a fault that it is there to show, and without: what the findings, or the figures, then say. */
interface Planting {
  readonly scenario: string
  /** Words of both runs: small loads. */
  readonly load: readonly string[]
  readonly planted: readonly string[]
  readonly clean: readonly string[]
  /** Findings of severity error or warning that the plant must have; `figures` where it shows in those. */
  readonly finds?: string
  readonly figures?: (summary: Summary) => boolean
}

/** What a busy machine does to any run, and what says nothing of the target. */
const NOT_OF_THE_TARGET = new Set(['common-mode-stall'])

const short = ['--warmup', '0', '--tokens', '40']
const header = (mock: object): readonly string[] => ['--header', `x-mock: ${JSON.stringify(mock)}`]
const route = (name: string): readonly string[] => ['--route', name]

const PLANTINGS: readonly Planting[] = [
  {
    scenario: 'quick',
    load: ['--duration', '3s', ...short],
    planted: route('nginx:buffered'),
    clean: route('nginx'),
    finds: 'buffering',
  },
  {
    scenario: 'baseline',
    load: ['--duration', '3s', ...short],
    planted: route('nginx:gzip'),
    clean: route('nginx'),
    finds: 'compression',
  },
  {
    scenario: 'transports',
    load: ['--streams', '80', ...short],
    planted: route('nginx:header-stripped'),
    clean: route('nginx:x-accel'),
    finds: 'buffering',
  },
  {
    scenario: 'arrival-ramp',
    load: ['--duration', '6s', '--tokens', '20', '--set', 'from=12', '--set', 'factor=8'],
    planted: ['--set', 'steps=2', '--set', 'slots=8'],
    clean: ['--set', 'steps=2', '--set', 'slots=0'],
    figures: ({ knees }) => knees?.[0]?.unstablePerSecond !== undefined,
  },
  {
    scenario: 'burst',
    load: ['--duration', '5s', '--route', 'direct', '--set', 'cv=6', ...short],
    planted: ['--profile', 'busy', '--rate', '120/s'],
    clean: ['--rate', '20/s'],
    figures: ({ groups }) => groups.some((group) => group.successStreams < group.startedStreams),
  },
  {
    scenario: 'soak',
    load: ['--set', 'longest=121', '--streams', '88', '--rate', '20'],
    planted: route('nginx:short-timeouts'),
    clean: route('nginx'),
    finds: 'idle-timeout',
  },
  {
    scenario: 'cancel-storm',
    load: ['--streams', '80'],
    planted: route('nginx:ignore-abort'),
    clean: route('nginx'),
    finds: 'cancel-not-passed-on',
  },
  {
    scenario: 'slow-reader',
    load: ['--streams', '30', '--set', 'put-timeout=2'],
    planted: route('nginx:buffered'),
    clean: route('nginx'),
    finds: 'memory-absorption',
  },
  {
    scenario: 'chaos-cut',
    load: ['--streams', '90'],
    planted: ['--route', 'nginx', ...header({ fault: { type: 'foreign' } })],
    clean: route('nginx'),
    figures: ({ groups }) =>
      groups.some(
        ({ scenario, outcomes }) =>
          scenario === 'chaos-cut/whole' && outcomes.every(({ success }) => !success),
      ),
  },
  {
    scenario: 'wire-corpus',
    load: ['--streams', '96'],
    planted: ['--route', 'nginx', ...header({ fault: { type: 'bad-utf8' } })],
    clean: route('nginx'),
    finds: 'wire-corruption',
  },
  {
    scenario: 'rate-limit',
    load: ['--duration', '3s', '--route', 'direct'],
    planted: ['--set', 'slots=2', '--rate', '60/s'],
    clean: ['--set', 'slots=500', '--rate', '20/s'],
    finds: 'retry-amplification',
  },
  {
    scenario: 'sticky',
    load: ['--duration', '3s', '--set', 'clients=12'],
    planted: route('nginx'),
    clean: route('nginx:sticky-cookie'),
    // Without affinity each instance has streams of every client, and the other goes on when one dies.
    figures: ({ groups }) =>
      groups.some(
        ({ scenario, outcomes }) =>
          scenario === 'sticky/one-dies' &&
          outcomes.some(({ outcome }) => outcome === 'error_status'),
      ),
  },
  {
    scenario: 'reload',
    load: ['--duration', '3s', '--tokens', '40'],
    planted: route('nginx'),
    clean: route('nginx:retrying'),
    // An instance that drains refuses new streams; a proxy that asks the other one spares the client that.
    figures: ({ groups }) =>
      groups.some(({ outcomes }) => outcomes.some(({ outcome }) => outcome === 'error_status')),
  },
  {
    scenario: 'multi-turn',
    load: ['--streams', '12', '--set', 'turns=2', '--set', 'think=0.1'],
    planted: route('nginx:buffered'),
    clean: route('nginx'),
    finds: 'buffering',
  },
  {
    scenario: 'mix',
    load: ['--duration', '4s', '--warmup', '0'],
    planted: route('nginx:buffered'),
    clean: route('nginx'),
    finds: 'buffering',
  },
  {
    scenario: 'buffer-strategies',
    load: ['--streams', '80', ...short],
    planted: route('nginx:buffered'),
    clean: route('nginx'),
    finds: 'buffering',
  },
  {
    scenario: 'high-concurrency',
    load: ['--set', 'streams=100', '--streams', '100', '--gap', '100ms', '--tokens', '30'],
    planted: route('nginx:buffered'),
    clean: route('nginx'),
    finds: 'buffering',
  },
]

const rows: string[] = []
afterAll(() => process.stdout.write(`\nplanted and clean:\n${rows.join('\n')}\n`))

async function run({ scenario, load }: Planting, words: readonly string[]): Promise<Summary> {
  return inFolder(async (dir) => {
    const out = join(dir, 'out')
    const ended = await streamgauge(['run', scenario, ...load, ...words, '--quiet', '--out', out])
    // Whatever the verdict: the run itself must have come to its end.
    expect([0, 5, 6, 99], ended.stdout + ended.stderr).toContain(ended.code)
    return JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary
  })
}

const codesOf = ({ findings }: Summary): readonly string[] => [
  ...new Set(
    findings
      .filter(({ severity, code }) => severity !== 'info' && !NOT_OF_THE_TARGET.has(code))
      .map(({ code }) => code),
  ),
]

describe('each scenario, with what it shows planted and without', () => {
  test.each(PLANTINGS)('$scenario', async (planting) => {
    const planted = await run(planting, planting.planted)
    const clean = await run(planting, planting.clean)
    const found = { planted: codesOf(planted), clean: codesOf(clean) }
    rows.push(
      `${planting.scenario.padEnd(18)} planted: ${found.planted.join(', ') || 'in the figures'}; clean: ${found.clean.join(', ') || 'nothing'}`,
    )
    if (planting.finds !== undefined) {
      expect(found.planted).toContain(planting.finds)
      expect(found.clean).not.toContain(planting.finds)
    }
    if (planting.figures !== undefined) {
      expect(planting.figures(planted)).toBe(true)
      expect(planting.figures(clean)).toBe(false)
    }
  })
})
