import { describe, expect, test } from 'vitest'
import { isSuccess, type Outcome, OUTCOMES } from '../../../core/outcome.ts'
import { judgeMade } from '../../fixture/results-in-memory.ts'
import { fixtureStreams, withoutToken } from '../../fixture/streams.ts'
import { renderReport } from '../render-report.ts'
import { STYLES } from './styles.ts'

const FAILED = OUTCOMES.filter((outcome) => !isSuccess(outcome))
const readsAt = [
  [200, 138, 1],
  [220, 138, 1],
] as const

/** Forty sound streams, then `each` of every failed class. */
const streams = (route: string, each = 3, failed: readonly Outcome[] = FAILED) =>
  fixtureStreams(
    40 + each * failed.length,
    (i) => ({ readsAt, ...(i >= 40 && { outcome: failed[(i - 40) % failed.length]! }) }),
    route,
  )

const linesOf = (records: ReturnType<typeof streams>): readonly string[] =>
  [
    ...renderReport('html', judgeMade({ records })).matchAll(
      /<div class="fall">.*?<div class="end[^"]*"><b>[^<]*<\/b> (\w+)<\/div>/gu,
    ),
  ].map((found) => found[1]!)

describe('the waterfall', () => {
  test('shows every failed class of a single route, in about twenty lines', () => {
    const lines = linesOf(streams('direct'))
    expect(FAILED.filter((outcome) => !lines.includes(outcome))).toEqual([])
    expect(lines).toHaveLength(20)
    expect(lines.filter((outcome) => outcome === 'complete').length).toBeGreaterThan(5)
  })

  test('and of two, each with a sound stream to compare', () => {
    const lines = linesOf([...streams('direct'), ...streams('nginx')])
    for (const outcome of [...FAILED, 'complete']) {
      expect(lines.filter((each) => each === outcome)).toHaveLength(2)
    }
  })

  test('shares its lines among kinds where little failed', () => {
    const two = ['corrupt', 'timeout_stall'] as const
    const lines = linesOf([...streams('direct', 3, two), ...streams('nginx', 3, two)])
    expect(lines).toHaveLength(20)
    expect(lines.filter((outcome) => outcome === 'complete')).toHaveLength(12)
  })

  test('shows a class whose streams read nothing, and prefers one that did', () => {
    const refused = fixtureStreams(4, (i) => ({ stream: `quick/direct/r${i}`, outcome: 'refused' }))
    const late = fixtureStreams(1, () => ({ stream: 'quick/direct/late', outcome: 'refused' }))
    const records = [
      ...streams('direct', 0),
      ...refused.map(withoutToken),
      ...late.map((record) => ({ ...record, readsAt })),
    ]
    expect(linesOf(records)).toContain('refused')
    expect(renderReport('html', judgeMade({ records }))).toContain('title="quick/direct/late"')
  })

  test('never cuts the outcome beside a line', () => {
    expect(STYLES).toMatch(/\.falls\{[^}]*grid-template-columns:[^;]* max-content;/u)
    expect(STYLES).not.toMatch(/\.falls \.end\{[^}]*ellipsis/u)
  })
})
