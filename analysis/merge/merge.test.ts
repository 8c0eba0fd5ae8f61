import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CANARY } from '../../core/canary.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { DEFAULT_FIXTURE, generateRun } from '../fixture/generate-run.ts'
import {
  judgeMade,
  judgeMadeParts,
  type MadeResults,
  readMadeParts,
} from '../fixture/results-in-memory.ts'
import { fixtureRunInfo } from '../fixture/run-info.ts'
import { fixtureProbe, fixtureStreams, withoutToken } from '../fixture/streams.ts'
import { renderReport } from '../render/render-report.ts'
import type { Group } from '../summary/group.ts'
import type { TruthFigures } from '../summary/trust.ts'
import type { Summary } from '../summary/summary.ts'

const CANARY_TRUTH = {
  v: 1,
  stream: 'canary/canary/0',
  key: 'k',
  instance: 'mock-0',
  path: '/chat/stream',
  dialect: 'plain',
  arrivedMs: 0,
  tokenMs: [],
  dueMs: [],
  endMs: 0,
  sent: 50,
  outcome: 'played',
} as const
const ROUTES = [{ name: 'direct', shows: 'the mock itself' }]
const { config, client } = fixtureRunInfo()

/** What the k-th of n generators leaves. */
function part(segment: string, records: readonly StreamRecord[], change: Partial<RunInfo> = {}) {
  const run = { routes: ROUTES, config: { ...config, segment }, ...change }
  return { run, records: [fixtureProbe('direct'), ...records] } satisfies MadeResults
}

const streams = fixtureStreams(100)
const odd = streams.filter((_, i) => i % 2 === 1)
const even = streams.filter((_, i) => i % 2 === 0)
const two = (
  change: { readonly a?: Partial<MadeResults>; readonly b?: Partial<MadeResults> } = {},
) =>
  ({ a: { ...part('1/2', even), ...change.a }, b: { ...part('2/2', odd), ...change.b } }) as const
const judgedWith = (change: Partial<RunInfo>) => () =>
  judgeMadeParts({ a: part('1/2', even), b: part('2/2', odd, change) })
const codes = ({ doubts }: Summary): readonly string[] => doubts.map(({ code }) => code)
const findings = ({ doubts }: Summary, code: string): readonly string[] =>
  doubts.filter((doubt) => doubt.code === code).map(({ finding }) => finding)

describe('several folders of one run are judged as one', () => {
  test('counts add up, every quantile is that of all streams, and the verdict is one', () => {
    const merged = judgeMadeParts(two()).summary
    const whole = judgeMade({
      run: { routes: ROUTES },
      records: [fixtureProbe('direct'), ...streams],
    })
    const [group, all] = [merged.groups[0]!, whole.summary.groups[0]!]
    expect(rounded(group)).toEqual(rounded({ ...all, probeStreams: 2 }))
    expect(merged.verdict).toEqual(whole.summary.verdict)
    expect(merged.startedStreams).toBe(100)
    expect(merged.parts?.map(({ name, startedStreams }) => [name, startedStreams])).toEqual([
      ['a', 50],
      ['b', 50],
    ])
    expect(codes(merged)).toEqual(codes(whole.summary))
  })

  const { records, truth } = generateRun({ ...DEFAULT_FIXTURE, streams: 40, faultRatio: 0.1 })

  /** The run of both routes, or of one, split as `owner` says. */
  function split(count: number, owner: (index: number) => number, routes: readonly string[]) {
    const ofRoutes = records.filter(({ route }) => routes.includes(route))
    const shared = ofRoutes.filter(({ probe }) => probe === true)
    const measured = ofRoutes.filter(({ probe }) => probe !== true)
    const parts = Array.from({ length: count }, (_, k): [string, MadeResults] => {
      const own = measured.filter((_record, i) => owner(i) % count === k)
      const ids = new Set(own.map(({ stream }) => stream))
      const ownTruth = truth.filter(({ stream }) => ids.has(stream ?? ''))
      return [`part-${k}`, { records: [...shared, ...own], truth: ownTruth }]
    })
    return judgeMadeParts(Object.fromEntries(parts)).summary
  }

  test('any split of a run into parts gives the figures, the errors and the verdict of the whole', () => {
    const whole = split(1, () => 0, ['direct'])
    assert(
      property(integer({ min: 2, max: 5 }), integer(), (count, salt) => {
        const merged = split(count, (i) => Math.abs(Math.imul(i + 1, salt | 1)), ['direct'])
        expect(merged.groups.map(comparable)).toEqual(whole.groups.map(comparable))
        expect(merged.trust.truth.map(errors)).toEqual(whole.trust.truth.map(errors))
        expect(merged.verdict.exitCode).toBe(whole.verdict.exitCode)
        expect(merged.sources.endRecords).toBe(merged.sources.recordLines - count)
      }),
      { numRuns: 20 },
    )
  })

  test('streams are paired over the routes also where two parts hold them', () => {
    const whole = split(1, () => 0, ['direct', 'nginx'])
    const merged = split(2, (i) => i, ['direct', 'nginx'])
    expect(pairs(merged)).toEqual(pairs(whole))
    expect(pairs(whole)[0]?.pairs).toBeGreaterThan(30)
  })

  test('the order in which the folders are named changes no figure', () => {
    const { a, b } = two()
    const [one, other] = [judgeMadeParts({ a, b }).summary, judgeMadeParts({ b, a }).summary]
    expect(other.groups.map(comparable)).toEqual(one.groups.map(comparable))
  })

  test('parts on machines with other clocks lie on one time line', () => {
    const merged = judgeMadeParts(onClocks(7_000_000)).summary
    const same = judgeMadeParts(onClocks(0)).summary
    expect(merged.parts?.[1]?.clockShiftMs).toBeCloseTo(-7_000_000, 3)
    expect(same.parts?.[1]?.clockShiftMs).toBeUndefined()
    expect(merged.groups[0]?.throughput?.peakConcurrencyStreams).toBe(
      same.groups[0]?.throughput?.peakConcurrencyStreams,
    )
    expect(merged.groups[0]?.ttftMs).toEqual(same.groups[0]?.ttftMs)
    expect(codes(merged)).not.toContain('parts-apart')
  })

  test('each part has canary streams of its own, though their names are the same', () => {
    const lost = 'canary/canary/1'
    const a = canaryOf(0.5, 5_000)
    const b = canaryOf(0.7, 9_000_000)
    const ofOneOnly = {
      a: { ...a, records: [...a.records, { ...a.records[0]!, stream: lost }] },
      b: { ...b, canary: [...b.canary, { ...b.canary[0]!, stream: lost }] },
    }
    const { trust } = judgeMadeParts(two(ofOneOnly)).summary
    const [error] = trust.truth
    expect(error).toMatchObject({ scenario: CANARY, joinedStreams: 2 })
    expect(error?.ttftMs?.max).toBeCloseTo(0.7, 6)
  })

  test('what each used is added up; the busiest client stands for all', () => {
    const busy = { ...client!, cpuSeconds: 100, wallSeconds: 61, cpuAllowance: 2 }
    const { run } = readMadeParts({
      a: part('1/2', even, {
        run: 'x',
        droppedStarts: 3,
        commandLine: ['streamgauge', 'run', '--segment', '1/2', '--seed', '42', '--out=a'],
      }),
      b: part('2/2', odd, {
        run: 'y',
        droppedStarts: 4,
        client: busy,
        startedAt: '2026-11-22T21:44:59.000Z',
      }),
    })
    expect(run).toMatchObject({
      run: 'x + y',
      droppedStarts: 7,
      client: busy,
      mock: { instances: 2, cpuSeconds: 28 },
      nginx: { cpuSeconds: 12 },
      startedAt: '2026-11-22T21:44:59.000Z',
      commandLine: ['streamgauge', 'run', '--seed', '42'],
    })
    expect(run.config).not.toHaveProperty('segment')
  })
})

describe('what befell a part stays, with its name', () => {
  test('one generator that was not fit makes the run unfit', () => {
    const slow = odd.map((record) => ({ ...record, lag: { p50Ms: 1, p99Ms: 9, maxMs: 20 } }))
    const { summary } = judgeMadeParts(two({ b: { records: slow } }))
    expect(summary.fit).toBe(false)
    expect(findings(summary, 'own-lag')).toEqual([expect.stringMatching(/^b: Our own lag was 9/u)])
    expect(summary.parts?.map(({ fit }) => fit)).toEqual([true, false])
    expect(summary.trust.ownLagP99Ms).toBe(summary.parts?.[1]?.ownLagP99Ms)
  })

  test('a start delay of one part is not thinned by the others', () => {
    const late = odd.slice(0, 3).map((record) => ({ ...record, startDelayMs: 400 }))
    const { summary } = judgeMadeParts({
      a: part(
        '1/2',
        fixtureStreams(1000, (i) => ({ stream: `quick/direct/e${i}` })),
      ),
      b: part('2/2', late),
    })
    expect(findings(summary, 'start-delay')).toEqual([expect.stringMatching(/^b: /u)])
  })

  interface Befallen {
    readonly title: string
    readonly b: Partial<MadeResults>
    readonly code: number
    readonly doubt: string
    readonly says: RegExp
  }
  const ofB = part('2/2', odd).run
  test.each<Befallen>([
    {
      title: 'killed',
      b: { end: false },
      code: 1,
      doubt: 'run-killed',
      says: /^b: The records have no end line/u,
    },
    {
      title: 'interrupted',
      b: { end: { reason: 'interrupted' } },
      code: 130,
      doubt: 'run-cut-short',
      says: /^b: .*SIGINT/u,
    },
    {
      title: 'terminated',
      b: { run: { ...ofB, signal: 'SIGTERM' } },
      code: 143,
      doubt: 'run-cut-short',
      says: /^b: .*SIGTERM/u,
    },
    {
      title: 'aborted',
      b: { end: { reason: 'aborted: ten 429' } },
      code: 6,
      doubt: 'run-cut-short',
      says: /^b: .*ten 429/u,
    },
    {
      title: 'short of records',
      b: { end: { records: 90 } },
      code: 0,
      doubt: 'records-missing',
      says: /^b: The end line counts 90/u,
    },
    {
      title: 'never concluded',
      b: { run: { ...ofB, endedAt: undefined as never } },
      code: 1,
      doubt: 'run-killed',
      says: /^b: The run was not concluded/u,
    },
  ])('one that was $title', ({ b, code, doubt, says }) => {
    const { summary } = judgeMadeParts(two({ b }))
    expect(summary.verdict.exitCode).toBe(code)
    expect(findings(summary, doubt)).toEqual([expect.stringMatching(says)])
  })

  test('a route that one part could not reach is named, and the run goes on with the others', () => {
    const dead = [withoutToken(fixtureProbe('direct', { outcome: 'refused' }))]
    const one = judgeMadeParts(two({ b: { records: dead } })).summary
    expect(findings(one, 'route-dropped')).toEqual([expect.stringMatching(/^b: The route direct/u)])
    expect(one.verdict.exitCode).toBe(0)
    const none = judgeMadeParts(two({ a: { records: dead }, b: { records: dead } })).summary
    expect(none.verdict.exitCode).toBe(4)
  })

  test('a doubt of the runner that all share is said once, another by name', () => {
    const shared = { code: 'read-stamps', finding: 'F', cause: 'C', nextStep: 'N' } as const
    const own = { ...shared, code: 'usage-not-accepted', finding: 'G' } as const
    const { run } = readMadeParts({
      a: part('1/2', even, { doubts: [shared] }),
      b: part('2/2', odd, { doubts: [shared, own] }),
    })
    expect(run.doubts.map(({ finding }) => finding)).toEqual(['F', 'b: G'])
  })

  test('a generator whose results are not here: no pass, and it is named', () => {
    const { summary } = judgeMadeParts({ a: part('1/3', even), b: part('3/3', odd) })
    expect(findings(summary, 'parts-missing')).toEqual([expect.stringContaining('(2/3)')])
    expect(summary.verdict).toMatchObject({ exitCode: 6, result: 'inconclusive' })
    expect(summary.verdict.sentence).toContain('2/3 is missing')
  })

  test('a generator that judges its own share doubts, but does not fail', () => {
    const { summary } = judgeMadeParts({ a: part('1/2', even) })
    expect(codes(summary)).toContain('parts-missing')
    expect(summary.verdict.exitCode).toBe(0)
    expect(summary.parts).toBeUndefined()
  })

  test('generators that began far apart are a doubt', () => {
    const { a, b } = two()
    const late = b.records.map((record) => ({ ...record, scheduledMs: record.scheduledMs + 2000 }))
    const { summary } = judgeMadeParts({ a, b: { ...b, records: late } })
    expect(findings(summary, 'parts-apart')).toEqual([expect.stringContaining('2.02')])
    expect(findings(judgeMadeParts(two()).summary, 'parts-apart')).toEqual([])
  })
})

describe('folders that do not belong together are refused, and what differs is named', () => {
  test.each<[string, Partial<RunInfo>, RegExp]>([
    ['seed', { seed: 7 }, /a and b are not parts of one run: seed is 42 and 7$/u],
    ['target', { target: 'http://x' }, /target is "mock" and "http:\/\/x"/u],
    [
      'schedule',
      { config: { ...config, rate: '50/s', segment: '2/2' } },
      /rate is "25\/s" and "50\/s"/u,
    ],
    [
      'an option that only one has',
      { config: { ...config, body: 'x', segment: '2/2' } },
      /body is absent and "x"/u,
    ],
    [
      'limits',
      { slos: [{ text: 'ttft<1s', name: 'ttft', limit: 1000, direction: 'below' }] },
      /limits slos 0 is absent and "ttft<1s"/u,
    ],
    [
      'version',
      { versions: { ...fixtureRunInfo().versions, k6: 'v9' } },
      /version of k6 is "v2\.2\.0" and "v9"/u,
    ],
    [
      'number of generators',
      { config: { ...config, segment: '2/3' } },
      /number of segments is 2 and 3/u,
    ],
    ['same segment', { config: { ...config, segment: '1/2' } }, /a and b are both segment 1\/2/u],
  ])('%s', (_title, change, message) => {
    expect(judgedWith(change)).toThrow(message)
  })

  test('a version of Node, the folder and the machine may differ', () => {
    const machine = { ...fixtureRunInfo().machine, cpus: 64 }
    const versions = { ...fixtureRunInfo().versions, node: 'v26.0.0' }
    const own = { ...config, segment: '2/2', out: 'elsewhere' }
    expect(judgedWith({ machine, versions, config: own })).not.toThrow()
  })

  test('the same stream twice', () => {
    expect(() =>
      judgeMadeParts({ a: part('1/2', even), b: part('2/2', [...odd, even[7]!]) }),
    ).toThrow('a and b are not parts of one run: both hold the stream quick/direct/14')
  })

  test('several differences are all named, up to five', () => {
    expect(judgedWith({ seed: 7, target: 'x', dialect: 'plain' })).toThrow(
      /target .*; seed .*; dialect/u,
    )
  })
})

/** One canary stream, whose first token came so much after it was sent. */
const canaryOf = (offMs: number, sentMs: number) => ({
  canary: [{ ...CANARY_TRUTH, tokenMs: [sentMs] }],
  records: [
    fixtureProbe(CANARY, {
      scenario: CANARY,
      stream: CANARY_TRUTH.stream,
      scheduledMs: sentMs - 20,
      ttftMs: 20 + offMs,
    }),
  ],
})

const stamped = (record: StreamRecord): StreamRecord => ({ ...record, at: wallAt(record) })

/** Two parts of one load; the monotonic clock of the second one's machine is that far ahead. */
function onClocks(aheadMs: number): Readonly<Record<string, MadeResults>> {
  const { a, b } = two()
  const ahead = (record: StreamRecord): StreamRecord => ({
    ...record,
    scheduledMs: record.scheduledMs + aheadMs,
    startedMs: record.startedMs + aheadMs,
  })
  return {
    a: { ...a, records: a.records.map(stamped) },
    b: { ...b, records: b.records.map((record) => ahead(stamped(record))) },
  }
}

/** Wall clock of a record that lies on the clock of the fixture. */
function wallAt({ startedMs }: StreamRecord): string {
  return new Date(1_795_384_000_000 + startedMs).toISOString()
}

const pairs = ({ comparisons }: Summary) => comparisons.map(({ pairedTtftMs }) => pairedTtftMs)
const errors = ({ joinedStreams, ttftMs, gapMs, e2eMs }: TruthFigures) =>
  rounded({ joinedStreams, ttftMs, gapMs, e2eMs })

/** A group without what the order of the lines, or the number of folders, decides. */
function comparable({ probeStreams: _p, outcomes, ownLagP99Ms: _l, throughput, ...group }: Group) {
  return {
    ...rounded(group),
    peak: throughput?.peakConcurrencyStreams,
    outcomes: outcomes.map(({ outcome, count }) => [outcome, count]),
  }
}

/** Sums depend on the order in their last digits. */
function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, held: unknown) =>
      typeof held === 'number' ? Number(held.toPrecision(12)) : held,
    ),
  ) as T
}

test('every report names the parts, and the summary keeps its schema', () => {
  const judged = judgeMadeParts({
    'results/<a>': part('1/2', even),
    'results/b': part('2/2', odd, { machine: { ...fixtureRunInfo().machine, cpus: 64 } }),
  })
  const schema: object = JSON.parse(
    readFileSync(new URL('../../schema/summary.schema.json', import.meta.url), 'utf8'),
  )
  const validate = new Ajv2020({ allErrors: true }).compile(schema)
  expect(validate(JSON.parse(renderReport('json', judged))), JSON.stringify(validate.errors)).toBe(
    true,
  )
  expect(renderReport('text', judged)).toMatch(
    /^part {8}results\/<a>: segment 1\/2 · 50 streams · own lag p99 [^]* · finished · run /mu,
  )
  expect(renderReport('md', judged)).toContain('- results/b: segment 2/2')
  const html = renderReport('html', judged)
  expect(html).toContain('<h2 id="parts">Generators</h2>')
  expect(html).toContain('<td>results/&lt;a&gt;</td><td>1/2</td><td class="n">50</td>')
  expect(html).toContain('64 × Example CPU')
  expect(renderReport('html', judgeMade(part('1/2', even)))).not.toContain('Generators')
})
