import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { OUTCOMES } from '../../core/outcome.ts'
import { DEFAULT_FIXTURE, generateRun } from '../fixture/generate-run.ts'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureProbe, fixtureStreams, withoutToken } from '../fixture/streams.ts'
import type { Judged } from '../judge.ts'
import { FINDING_CODES, FINDING_SEVERITIES } from '../../core/finding.ts'
import { DOUBT_CODES } from '../summary/doubt.ts'
import { REPORT_FORMATS, renderReport } from './render-report.ts'

const generated = generateRun({ ...DEFAULT_FIXTURE, streams: 320, faultRatio: 0.05 })
const slos = [
  {
    text: 'ttft:p99<210ms',
    name: 'ttft' as const,
    percentile: 0.99,
    limit: 210,
    direction: 'below' as const,
  },
]
const RUNS: Readonly<Record<string, Judged>> = {
  full: judgeMade({ ...generated, run: { slos } }),
  unfit: judgeMade({
    ...generated,
    run: { slos, client: { cpuSeconds: 90, wallSeconds: 60, cpuAllowance: 1 } },
  }),
  empty: judgeMade({ records: [], end: false }),
  'only a probe': judgeMade({ records: [fixtureProbe('direct')] }),
  'one stream': judgeMade({ records: fixtureStreams(1) }),
  'all refused': judgeMade({
    records: fixtureStreams(9, () => ({ outcome: 'refused' })).map(withoutToken),
  }),
  'no run facts': judgeMade({
    records: fixtureStreams(40),
    run: { client: undefined as never, endedAt: undefined as never },
  }),
  'two scenarios': judgeMade({
    run: { scenarios: ['quick', 'other'] },
    records: [
      ...fixtureStreams(40),
      ...fixtureStreams(40, (i) => ({ scenario: 'other', stream: `other/direct/${i}` })),
    ],
  }),
}

describe.each(Object.entries(RUNS))('a run that is: %s', (_, judged) => {
  test.each(REPORT_FORMATS)('renders as %s, without undefined, NaN or null in it', (format) => {
    const text = renderReport(format, judged)
    expect(text.length).toBeGreaterThan(100)
    expect(text).not.toMatch(/undefined|NaN|\[object|Infinity/u)
  })

  test('its summary keeps the schema', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../schema/summary.schema.json', import.meta.url), 'utf8'),
    )
    const validate = new Ajv2020({ allErrors: true }).compile(schema)
    validate(JSON.parse(renderReport('json', judged)))
    expect(validate.errors).toBeNull()
  })

  test('its JUnit is well-formed', () => {
    expect(unbalanced(renderReport('junit', judged))).toEqual([])
  })

  test('its page is well-formed and asks nobody for anything', () => {
    const page = renderReport('html', judged)
    expect(
      unbalanced(page.replace(/<!doctype html>/u, '').replaceAll(/<(?:meta|br)\b[^>]*>/gu, '')),
    ).toEqual([])
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|https?:(?!\/\/your\.host)|@import/u)
  })
})

/** Tags that are not closed, or not in order. */
function unbalanced(markup: string): readonly string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, closing, name, self] of markup.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)(?:\s(?:[^"'>]|"[^"]*"|'[^']*')*?)?(\/?)>/gu,
  )) {
    if (self === '/') continue
    if (closing === '') open.push(name!)
    else if (open.pop() !== name) wrong.push(name!)
  }
  return [...wrong, ...open]
}

describe('hostile records', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\`|](javascript:x)\u001b[31m\u202e&`
  const poisoned = judgeMade({
    run: {
      target: evil,
      commandLine: ['streamgauge', evil],
      config: { header: evil },
      scenarios: [evil],
      slos,
      routes: [{ name: evil, shows: evil, skipped: evil }],
      versions: { [evil]: evil },
      doubts: [{ code: 'route-skipped', finding: evil, cause: evil, nextStep: evil }],
    },
    records: fixtureStreams(20, (i) => ({
      scenario: evil,
      route: evil,
      stream: `${evil}/${i}`,
      ttftMs: 300,
      instance: evil,
      finishReason: evil,
      tokenSource: evil as never,
      // A finding with their names in it.
      replacementCharacters: 1,
      outcome: i % 2 === 0 ? 'error_in_band' : 'complete',
      error: { phase: evil, code: evil, message: evil },
      readsAt: [
        [200, 100, 1],
        [220, 100, 3],
      ],
    })),
    tail: `${evil}\n`,
  })

  test('nothing of theirs becomes markup in the page', () => {
    const page = renderReport('html', poisoned)
    expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>/u)
    expect(page).toContain('&lt;script&gt;')
    expect(
      unbalanced(page.replace(/<!doctype html>/u, '').replaceAll(/<(?:meta|br)\b[^>]*>/gu, '')),
    ).toEqual([])
  })

  test('nor in JUnit', () => {
    const xml = renderReport('junit', poisoned)
    expect(xml).not.toContain('<script')
    expect(unbalanced(xml)).toEqual([])
  })

  test('nor in Markdown', () => {
    const text = renderReport('md', poisoned)
    expect(text).not.toMatch(/<script|<img/u)
    expect(text).not.toMatch(/(?<!\\)\]\(/u)
    const rows = text.split('\n').filter((line) => line.includes('| error_in_band |'))
    // Once among the figures, once among the outcomes.
    expect(rows).toHaveLength(2)
    expect(rows[1]?.replaceAll(String.raw`\|`, '').split('|')).toHaveLength(8)
  })

  test('no escape sequence of theirs reaches the terminal, no text runs backwards', () => {
    for (const format of REPORT_FORMATS) {
      if (format === 'json') continue
      // oxlint-disable-next-line no-control-regex -- that is what is looked for
      expect(renderReport(format, poisoned)).not.toMatch(/[\u001b\u202e]/u)
    }
    expect(renderReport('json', poisoned)).not.toContain('\u001b')
  })
})

describe('text', () => {
  const text = renderReport('text', RUNS['full']!, { reportPath: 'results/x/report.html' })

  test('the verdict comes first, then doubts, then figures, then trust, then the report', () => {
    const places = ['FAIL', 'too few', 'TTFT ', 'trust ', 'report '].map((word) =>
      text.indexOf(word),
    )
    const known = places.filter((place) => place !== -1)
    expect(known).toEqual(known.toSorted((a, b) => a - b))
    expect(text.split('\n')[0]).toMatch(/^streamgauge {2}quick \u00b7 seed 42 \u00b7 mock \u00d72/u)
  })

  test('has colour only when asked', () => {
    expect(text).not.toContain('\u001b')
    expect(renderReport('text', RUNS['full']!, { color: true })).toContain('\u001b[')
  })

  test('says why a percentile is missing instead of inventing it', () => {
    expect(renderReport('text', RUNS['only a probe']!)).toContain('No stream was started.')
    const few = renderReport('text', judgeMade({ records: fixtureStreams(120) }))
    expect(few).toContain('n/a (needs 299, has 120)')
  })

  test('marks unfit figures', () => {
    expect(renderReport('text', RUNS['unfit']!)).toContain('UNFIT')
  })

  test('lines with figures stay short', () => {
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(125)
  })
})

/** Five thousand streams of one route, each with its reads, one in twenty failed. */
const manyStreams = (route: string) =>
  fixtureStreams(
    5000,
    (i) => ({
      ttftMs: 150 + 100 * Math.abs(Math.sin(i)) + (i % 97) * 3,
      endMs: 1400 + (i % 61),
      ...(i % 20 === 0 && { outcome: OUTCOMES[(i / 20) % OUTCOMES.length]! }),
      readsAt: Array.from({ length: 64 }, (_, read) => [200 + 20 * read, 138, 1] as const),
    }),
    route,
  )

test('a report of 10,000 streams stays below 1.5 MB', () => {
  const judged = judgeMade({ records: [...manyStreams('direct'), ...manyStreams('nginx')] })
  expect(judged.summary.startedStreams).toBe(10_000)
  expect(renderReport('html', judged).length).toBeLessThan(1_500_000)
}, 60_000)

test('the schema knows every finding', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schema/summary.schema.json', import.meta.url), 'utf8'),
  )
  const { code, severity } = schema.$defs.finding.properties
  expect(code.enum).toEqual(FINDING_CODES)
  expect(severity.enum).toEqual(FINDING_SEVERITIES)
})

test('the schema knows every doubt', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schema/summary.schema.json', import.meta.url), 'utf8'),
  )
  expect(schema.$defs.doubt.properties.code.enum).toEqual(DOUBT_CODES)
})
