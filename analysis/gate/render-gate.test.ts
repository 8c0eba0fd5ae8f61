import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { Slo } from '../../core/slo.ts'
import { type MadeResults, readMadeParts } from '../fixture/results-in-memory.ts'
import { fixtureProbe, fixtureStreams } from '../fixture/streams.ts'
import { judgeByPolicy } from './judge-by-policy.ts'
import { DEFAULT_BASELINE, type Policy } from './policy.ts'
import { renderGate } from './render-gate.ts'

const slow: Slo = {
  text: 'ttft:p95<100ms',
  name: 'ttft',
  percentile: 0.95,
  limit: 100,
  direction: 'below',
}
const EVERYTHING: Policy = {
  name: 'my <policy>.yaml',
  samples: 50,
  completion: 0.99,
  droppedStarts: 0,
  counts: [
    { name: 'failures', atMost: 0 },
    { name: 'duplicates', atMost: 0 },
    { name: 'findings', atMost: 0 },
  ],
  limits: [slow],
  advisory: { counts: [], limits: [slow] },
  scopes: [{ scenario: 'soak', counts: [], limits: [], advisory: { counts: [], limits: [] } }],
  baseline: { ...DEFAULT_BASELINE, fails: true },
}

const folder = (segment: string, first: number, run: string): MadeResults => ({
  run: {
    run,
    config: { segment },
    routes: [{ name: 'direct', shows: 'the mock itself' }],
  },
  records: [
    fixtureProbe('direct'),
    ...fixtureStreams(60, (i) => ({
      stream: `quick/direct/${first + 2 * i}`,
      ...(i % 3 === 0 && { outcome: 'corrupt' as const }),
    })),
  ],
})
const both = (run: string) => ({ a: folder('1/2', 0, `${run}1`), b: folder('2/2', 1, `${run}2`) })
const report = judgeByPolicy(readMadeParts(both('now')), EVERYTHING, readMadeParts(both('before')))

const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8'))

test('JSON keeps its schema, with everything in it', () => {
  const ajv = new Ajv2020({ allErrors: true })
  ajv.addSchema(schema('summary.schema.json'), 'summary.schema.json')
  const validate = ajv.compile(schema('gate.schema.json'))
  const shown: unknown = JSON.parse(renderGate('json', report))
  expect(validate(shown), JSON.stringify(validate.errors)).toBe(true)
  expect(report).toMatchObject({ baseline: { run: 'before1 + before2' } })
  expect(report.parts).toHaveLength(2)
  for (const list of [report.advice, report.notes, report.findings, report.verdict.gates]) {
    expect(list).not.toEqual([])
  }
})

describe('text', () => {
  const text = renderGate('text', report)

  test('says first what did not hold, with the streams, then each limit that did once', () => {
    expect(text).toMatch(/^streamgauge gate {2}policy my <policy>\.yaml .* FAIL\n/u)
    expect(text).toMatch(
      /^fail {8}failures ≤ 0\u202fstreams {3}quick · direct {3}found 40\n {12}worst: quick\/direct\/0,/mu,
    )
    expect(text).toMatch(/^undecided {3}duplicates ≤ 0\u202ftokens/mu)
    expect(text).toMatch(/^pass {8}samples ≥ 50\u202fstreams {3}quick · direct 120$/mu)
    expect(text.indexOf('\nfail')).toBeLessThan(text.indexOf('\nundecided'))
    expect(text.indexOf('\nundecided')).toBeLessThan(text.indexOf('\npass'))
  })

  test('shows advice, baseline, findings, notes and parts', () => {
    for (const label of ['advice', 'baseline', '  same', 'FAULT', 'note', 'part']) {
      expect(text).toMatch(new RegExp(`^${label} +\\S`, 'mu'))
    }
  })

  test('colours only where asked, and says the same', () => {
    const coloured = renderGate('text', report, true)
    expect(text).not.toContain('\u001b')
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
    expect(coloured.replaceAll(/\u001b\[\d+m/gu, '')).toBe(text)
    expect(coloured).not.toBe(text)
  })
})

test('Markdown: tables, and nothing of a name that could be markup', () => {
  const markdown = renderGate('md', report)
  expect(markdown).toContain('# streamgauge gate: FAIL')
  expect(markdown).toContain('policy my &lt;policy&gt;.yaml')
  expect(markdown).toContain(
    '| fail | failures ≤ 0\u202fstreams | quick · direct | 40 | quick/direct/0',
  )
  for (const title of ['Gates', 'Advice', 'Against the baseline', 'Findings', 'Notes', 'Parts']) {
    expect(markdown).toContain(`\n## ${title}`)
  }
})

test('JUnit: a failure for each that failed, an error for each that is open', () => {
  const junit = renderGate('junit', report)
  const { gates } = report.verdict
  const count = (decision: string): number =>
    gates.filter((gate) => gate.decision === decision).length
  expect(junit.match(/<failure /gu)).toHaveLength(count('fail'))
  expect(junit.match(/<error /gu)).toHaveLength(count('undecided'))
  expect(junit.match(/<testcase /gu)).toHaveLength(1 + gates.length + report.advice.length)
})
