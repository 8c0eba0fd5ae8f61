import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../core/outcome.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { Slo } from '../../core/slo.ts'
import type { TruthLine } from '../../core/truth.ts'
import { type MadeResults, readMadeParts } from '../fixture/results-in-memory.ts'
import { fixtureRunInfo } from '../fixture/run-info.ts'
import { fixtureProbe, fixtureStreams } from '../fixture/streams.ts'
import { type CountRule, DEFAULT_BASELINE, defaultPolicy, type Policy } from './policy.ts'
import { judgeByPolicy } from './judge-by-policy.ts'

const ROUTES = [
  { name: 'direct', shows: 'the mock itself' },
  { name: 'nginx', shows: 'nginx' },
]
const NO_LIMITS = { counts: [], limits: [] }
const EMPTY: Policy = {
  name: 'p.yaml',
  ...NO_LIMITS,
  completion: 'none',
  advisory: NO_LIMITS,
  scopes: [],
  baseline: DEFAULT_BASELINE,
}
const ttft = (limit: number): Slo => ({
  text: `ttft:p95<${limit}ms`,
  name: 'ttft',
  percentile: 0.95,
  limit,
  direction: 'below',
})
const streams = (change?: (index: number) => Partial<StreamRecord>, count = 100) => [
  fixtureProbe('direct'),
  ...fixtureStreams(count, change),
]
const read = (records: readonly StreamRecord[], made: Partial<MadeResults> = {}) =>
  readMadeParts({ run: { ...made, records, run: { routes: ROUTES, ...made.run } } })
const gate = (
  policy: Partial<Policy>,
  records: readonly StreamRecord[],
  made?: Partial<MadeResults>,
) => judgeByPolicy(read(records, made), { ...EMPTY, ...policy })
const first = (share: number, change: Partial<StreamRecord>) => (index: number) =>
  index < share ? change : {}
const atMost = (name: CountRule['name'], count: number): CountRule => ({ name, atMost: count })
const decisions = (report: ReturnType<typeof gate>): readonly string[] =>
  report.verdict.gates.map(({ name, route, decision }) => `${name} ${route} ${decision}`)

const cancelled = (index: number): Partial<StreamRecord> => ({
  outcome: 'cancelled',
  cancel: { atMs: 300, how: 'fin', phase: 'tokens' },
  contentEvents: 5,
  stream: `quick/direct/${index}`,
})
const truthOf = (index: number, lateTokens: number): TruthLine => {
  const from = 1000 + 20 * index
  const tokenMs = [
    from + 200,
    ...Array.from({ length: lateTokens }, (_, i) => from + 2000 + 20 * i),
  ]
  return {
    v: 1,
    stream: `quick/direct/${index}`,
    key: 'k',
    instance: 'a',
    path: '/chat/stream',
    dialect: 'plain',
    arrivedMs: from,
    tokenMs,
    dueMs: tokenMs,
    endMs: tokenMs.at(-1)!,
    sent: tokenMs.length,
    outcome: 'client_gone',
  }
}
const corrupt = (i: number): Partial<StreamRecord> => (i % 2 === 0 ? { outcome: 'corrupt' } : {})

describe('exact counts', () => {
  const integrity = { missing: 0, duplicate: 0, reordered: 0, foreign: 0 }
  const cut = { outcome: 'truncated_clean' as Outcome }
  test.each<[string, CountRule, StreamRecord[], number, number]>([
    ['an outcome that did not occur', atMost('outcomes.truncated_clean', 0), streams(), 0, 0],
    ['one stream of it', atMost('outcomes.truncated_clean', 0), streams(first(1, cut)), 1, 99],
    ['as many as are allowed', atMost('outcomes.truncated_clean', 3), streams(first(3, cut)), 3, 0],
    ['one more', atMost('outcomes.truncated_clean', 3), streams(first(4, cut)), 4, 99],
    ['failures are what did not succeed', atMost('failures', 1), streams(first(2, cut)), 2, 99],
    [
      'what we cancelled is no failure',
      atMost('failures', 0),
      streams(first(2, { outcome: 'cancelled' })),
      0,
      0,
    ],
    ['stamped tokens in order', atMost('duplicates', 0), streams(() => ({ integrity })), 0, 0],
    [
      'a token twice',
      atMost('duplicates', 2),
      streams((i) => ({ integrity: { ...integrity, duplicate: i < 2 ? 2 : 0 } })),
      4,
      99,
    ],
    [
      'a token left out',
      atMost('missing', 0),
      streams(() => ({ integrity: { ...integrity, missing: 1 } })),
      100,
      99,
    ],
    [
      'an exchanged one',
      atMost('reordered', 0),
      streams(first(1, { integrity: { ...integrity, reordered: 1 } })),
      1,
      99,
    ],
    [
      "another's",
      atMost('foreign', 0),
      streams(first(1, { integrity: { ...integrity, foreign: 5 } })),
      5,
      99,
    ],
    [
      'characters that were lost',
      atMost('replacementCharacters', 0),
      streams(first(1, { replacementCharacters: 2 })),
      2,
      99,
    ],
    ['none of them is none', atMost('replacementCharacters', 0), streams(), 0, 0],
    ['further attempts', atMost('retries', 1), streams(first(2, { attempt: 2, of: 'x' })), 2, 99],
    ['first attempts are none', atMost('retries', 0), streams(first(2, { attempt: 1 })), 0, 0],
  ])('%s', (...row) => {
    const [, rule, records, found, code] = row
    const { verdict } = gate({ counts: [rule] }, records)
    expect(verdict.gates).toMatchObject([{ name: rule.name, found, limit: rule.atMost }])
    expect(verdict.exitCode).toBe(code)
  })

  test('a count is decided with three streams as with a thousand', () => {
    const records = streams(first(1, cut), 3)
    expect(gate({ counts: [atMost('failures', 0)] }, records).verdict.exitCode).toBe(99)
  })

  test('what was found is named, with the streams', () => {
    const { verdict } = gate({ counts: [atMost('failures', 0)] }, streams(first(9, cut)))
    expect(verdict.sentence).toBe('failures \u2264 0\u202fstreams failed on direct (9).')
    expect(verdict.gates[0]?.worst.map(({ stream }) => stream)).toEqual([
      'quick/direct/0',
      'quick/direct/1',
      'quick/direct/2',
    ])
  })

  test('without stamped tokens nobody knows of duplicates: that is no pass', () => {
    const { verdict } = gate({ counts: [atMost('duplicates', 0)] }, streams())
    expect(verdict).toMatchObject({ exitCode: 6, result: 'inconclusive' })
    expect(verdict.gates[0]).not.toHaveProperty('found')
    expect(verdict.sentence).toContain('only stamped tokens tell')
  })

  test.each([
    ['none', 0, 0],
    ['three of one stream', 3, 99],
  ])('tokens after a cancel, by the log of the mock: %s', (_title, late, code) => {
    const records = streams(cancelled, 4)
    const truth = [truthOf(0, late), truthOf(1, 0), truthOf(2, 0), truthOf(3, 0)]
    const { verdict } = gate({ counts: [atMost('tokensAfterCancel', 0)] }, records, { truth })
    expect(verdict.gates).toMatchObject([{ found: late }])
    expect(verdict.exitCode).toBe(code)
  })

  test('tokens after a cancel: undecided without a log, none where nothing was cancelled', () => {
    const policy = { counts: [atMost('tokensAfterCancel', 0)] }
    expect(gate(policy, streams(cancelled, 4)).verdict.exitCode).toBe(6)
    expect(gate(policy, streams()).verdict.exitCode).toBe(0)
  })

  test('a finding of severity error is named', () => {
    const { verdict, findings } = gate({ counts: [atMost('findings', 0)] }, streams(corrupt))
    expect(findings.map(({ code }) => code)).toContain('wire-corruption')
    expect(verdict.exitCode).toBe(99)
    expect(verdict.sentence).toMatch(
      /findings \u2264 0 failed on direct \(1: wire-corruption, 50 of 100/u,
    )
    expect(gate({ counts: [atMost('findings', 0)] }, streams()).verdict.exitCode).toBe(0)
  })

  test('a warning is no fault', () => {
    const truth = Array.from({ length: 20 }, (_, index) => truthOf(index, 3))
    const counts = [atMost('findings', 0)]
    const { verdict, findings } = gate({ counts }, streams(cancelled, 20), { truth })
    expect(findings.map(({ code }) => code)).toContain('cancel-not-passed-on')
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['warning']))
    expect(verdict).toMatchObject({ exitCode: 0, gates: [{ found: 0 }] })
  })

  test('starts that were not made are a figure of the whole run', () => {
    const dropped = { run: { droppedStarts: 4 } }
    expect(gate({ droppedStarts: 3 }, streams(), dropped).verdict.exitCode).toBe(99)
    expect(gate({ droppedStarts: 4 }, streams(), dropped).verdict.exitCode).toBe(0)
    expect(gate({ droppedStarts: 0 }, streams()).verdict.gates).toMatchObject([
      { name: 'droppedStarts', found: 0, route: 'the whole run' },
    ])
  })
})

describe('statistical limits', () => {
  test.each([
    ['held by enough streams', ttft(500), 100, 0],
    ['missed by all', ttft(100), 100, 99],
    ['held by too few', ttft(500), 20, 6],
  ])('%s', (_title, slo, count, code) => {
    expect(gate({ limits: [slo] }, streams(undefined, count)).verdict.exitCode).toBe(code)
  })

  test('a client that was not fit is not judged by times, but by counts it is', () => {
    const lag = { p50Ms: 1, p99Ms: 9, maxMs: 20 }
    const unfit = streams(() => ({ lag }))
    expect(gate({ limits: [ttft(100)] }, unfit).verdict.exitCode).toBe(5)
    expect(gate({ counts: [atMost('failures', 0)] }, unfit).verdict.exitCode).toBe(0)
    const both = { limits: [ttft(100)], counts: [atMost('outcomes.complete', 0)] }
    expect(gate(both, unfit).verdict.exitCode).toBe(99)
  })

  test('too few streams decide nothing, but a count that failed has failed', () => {
    const records = streams(first(1, { outcome: 'truncated_reset' }), 40)
    expect(gate({ samples: 50 }, records).verdict).toMatchObject({ exitCode: 6 })
    expect(gate({ samples: 40 }, records).verdict).toMatchObject({ exitCode: 0 })
    const policy = { samples: 50, counts: [atMost('failures', 0)] }
    expect(gate(policy, records).verdict.exitCode).toBe(99)
  })

  test('streams that we cancelled are no samples', () => {
    const records = streams(first(60, { outcome: 'cancelled' }))
    expect(gate({ samples: 50 }, records).verdict.gates).toMatchObject([{ found: 40 }])
  })
})

describe('the completion ratio', () => {
  const failing = streams(first(2, { outcome: 'truncated_reset' }))
  const completion: Slo = {
    text: 'completion>0.9',
    name: 'completion',
    limit: 0.9,
    direction: 'above',
  }
  const { completion: _, ...unsaid } = EMPTY

  test('is held to 99 % by a policy that does not name it', () => {
    const { verdict } = judgeByPolicy(read(failing), unsaid)
    expect(verdict).toMatchObject({ exitCode: 99, gates: [{ name: 'completion', limit: 0.99 }] })
  })

  test.each<[string, Partial<Policy>, number]>([
    ['another floor', { completion: 0.98 }, 0],
    ['none', { completion: 'none' }, 0],
    ['a limit in its place', { limits: [completion] }, 0],
  ])('%s', (_title, change, code) => {
    expect(judgeByPolicy(read(failing), { ...unsaid, ...change }).verdict.exitCode).toBe(code)
  })

  test('a scope has the last word', () => {
    const scope = { ...NO_LIMITS, advisory: NO_LIMITS, route: 'direct' }
    const lifted = { ...unsaid, scopes: [{ ...scope, completion: 'none' as const }] }
    expect(judgeByPolicy(read(failing), lifted).verdict.gates).toEqual([])
    const limited = { ...unsaid, limits: [completion], scopes: [{ ...scope, completion: 0.995 }] }
    expect(judgeByPolicy(read(failing), limited).verdict.gates).toMatchObject([
      { limit: 0.995, decision: 'fail' },
    ])
  })
})

describe('without a policy', () => {
  test('the limits of the run itself hold', () => {
    const run = { slos: [ttft(100)] }
    const current = read(streams(), { run })
    const report = judgeByPolicy(current, defaultPolicy(current.run))
    expect(report).toMatchObject({ policy: 'default', verdict: { exitCode: 99 } })
    expect(decisions(report)).toEqual(['completion direct pass', 'ttft:p95 direct fail'])
  })

  test('and completion, also of a run that was told to judge nothing', () => {
    const { completionFloor: _, ...info } = fixtureRunInfo()
    expect(defaultPolicy(info)).toMatchObject({ completion: 0.99, limits: [] })
  })
})

describe('advice', () => {
  test('is shown and never fails', () => {
    const advisory = { counts: [atMost('outcomes.complete', 0)], limits: [ttft(100)] }
    const report = gate({ advisory }, streams())
    expect(report.advice.map(({ decision }) => decision)).toEqual(['fail', 'fail'])
    expect(report.verdict).toMatchObject({ exitCode: 0, gates: [] })
  })
})

describe('scopes', () => {
  const both = [
    ...streams(),
    fixtureProbe('nginx'),
    ...fixtureStreams(100, () => ({ ttftMs: 300 }), 'nginx'),
  ]
  const nothing = { ...NO_LIMITS, advisory: NO_LIMITS }

  test('a rule of a route stands in for the general one of its name, the others stay', () => {
    const report = gate(
      {
        limits: [ttft(250)],
        counts: [atMost('failures', 0)],
        scopes: [{ ...nothing, route: 'nginx', limits: [ttft(400)] }],
      },
      both,
    )
    expect(decisions(report)).toEqual([
      'failures direct pass',
      'ttft:p95 direct pass',
      'failures nginx pass',
      'ttft:p95 nginx pass',
    ])
    expect(report.verdict.gates.map(({ limit }) => limit)).toEqual([0, 250, 0, 400])
  })

  test('any lifts a count', () => {
    const lifted = {
      ...nothing,
      route: 'nginx',
      counts: [{ name: 'failures', atMost: 'any' } as const],
    }
    const report = gate({ counts: [atMost('failures', 0)], scopes: [lifted] }, both)
    expect(decisions(report)).toEqual(['failures direct pass'])
  })

  test('the last scope that fits wins', () => {
    const scopes = [
      { ...nothing, route: 'nginx', samples: 1 },
      { ...nothing, scenario: 'quick', samples: 2 },
    ]
    const report = gate({ samples: 3, scopes }, both)
    expect(report.verdict.gates.map(({ limit }) => limit)).toEqual([2, 2])
  })

  test('a scope of a route that has no streams is no pass', () => {
    const scopes = [{ ...nothing, route: 'nginx:buffered', samples: 1 }]
    const { verdict } = gate({ scopes }, both)
    expect(verdict.exitCode).toBe(6)
    expect(verdict.gates).toMatchObject([{ route: 'nginx:buffered', decision: 'undecided' }])
  })

  test('a scope of a scenario that is not part of the run is left out, and said', () => {
    const scopes = [{ ...nothing, scenario: 'soak', samples: 1 }]
    const report = gate({ scopes }, both)
    expect(report.verdict.exitCode).toBe(0)
    expect(report.notes).toEqual([expect.stringContaining('soak')])
  })

  const variants = (['cut', 'steady'] as const).flatMap((variant) =>
    fixtureStreams(100, (i) => ({
      scenario: 'chaos-cut',
      stream: `chaos-cut/direct/${variant}/${i}`,
      tags: { variant },
      ...(variant === 'cut' && { outcome: 'truncated_clean' as const }),
    })),
  )
  const chaos = {
    run: {
      scenarios: ['chaos-cut'],
      expectations: [
        { scenario: 'chaos-cut', variant: 'cut', outcomes: ['truncated_clean' as const] },
      ],
    },
  }

  test('streams that are meant to break are held to that, and to rules that name them', () => {
    const counts = [atMost('failures', 0)]
    const general = gate({ counts, completion: 0.99 }, variants, chaos)
    expect(general.verdict.gates.map(({ name, scenario }) => `${scenario} ${name}`)).toEqual([
      'chaos-cut/cut outcome truncated_clean',
      'chaos-cut/steady completion',
      'chaos-cut/steady failures',
    ])
    expect(general.verdict.exitCode).toBe(0)
    const named = { ...nothing, scenario: 'chaos-cut/cut', counts }
    expect(gate({ scopes: [named] }, variants, chaos).verdict.exitCode).toBe(99)
  })
})

describe('precedence', () => {
  const slow = { limits: [ttft(100)] }
  test.each<[string, Partial<MadeResults>, Partial<Policy>, number]>([
    ['an interrupted run comes before all', { end: { reason: 'interrupted' } }, slow, 130],
    ['a killed one before a missed limit', { end: false }, slow, 1],
    ['an aborted one cannot pass', { end: { reason: 'aborted: x' } }, {}, 6],
    ['but can fail', { end: { reason: 'aborted: x' } }, slow, 99],
  ])('%s', (_title, made, policy, code) => {
    expect(gate(policy, streams(), made).verdict.exitCode).toBe(code)
  })

  test('one of two generators alone is not the run', () => {
    const run = { config: { segment: '1/2' } }
    const { verdict } = gate({}, streams(), { run })
    expect(verdict.exitCode).toBe(6)
    expect(verdict.sentence).toContain('2/2 is missing')
  })
})
