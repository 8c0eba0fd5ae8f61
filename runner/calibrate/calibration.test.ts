import { describe, expect, test } from 'vitest'
import { judgeMade } from '../../analysis/fixture/results-in-memory.ts'
import { fixtureRecord } from '../../analysis/fixture/stream-record.ts'
import { CALIBRATION_LOAD, CALIBRATION_PHASES, LUMP, STALL } from '../../core/calibration.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { TruthLine } from '../../core/truth.ts'
import { calibrationOf } from './calibration.ts'
import { renderCalibration } from './render-calibration.ts'

interface Made {
  readonly record: StreamRecord
  readonly truth: TruthLine
}

/** The gaps of a phase as the mock plays them. */
function gapsOf({ mock }: (typeof CALIBRATION_PHASES)[number]): number[] {
  return Array.from({ length: mock.tokens - 1 }, (_, i) => {
    if (mock.fault?.type === 'stall' && i === STALL.afterTokens - 1) return mock.gapMs + STALL.forMs
    if (mock.fault?.type !== 'lump') return mock.gapMs
    return (i + 1) % LUMP.size === 0 ? mock.gapMs * LUMP.size : 0
  })
}

/** A perfect run, off by `offMs` at every other arrival; `change` spoils single records. */
function made(offMs: number, change: (record: StreamRecord) => Partial<StreamRecord> = () => ({})) {
  const all: Made[] = CALIBRATION_PHASES.flatMap((phase) =>
    Array.from({ length: CALIBRATION_LOAD.streams }, (_, i) => {
      const gaps = gapsOf(phase)
      const stream = `${phase.name}/direct/${i}`
      const tokenMs = [1_100]
      for (const gap of gaps) tokenMs.push(tokenMs.at(-1)! + gap)
      const record = fixtureRecord({
        stream,
        scenario: phase.name,
        route: 'direct',
        scheduledMs: 1_000,
        ttftMs: 100,
        tokens: phase.mock.tokens,
        contentEvents: phase.mock.tokens,
        gapsMs: gaps.map((gap, at) => gap + (at % 2 === 0 ? offMs : -offMs)),
      })
      const truth: TruthLine = {
        v: 1,
        stream,
        key: stream,
        instance: 'mock-0',
        path: '/chat/stream',
        dialect: 'plain',
        arrivedMs: 1_000,
        tokenMs,
        dueMs: tokenMs,
        endMs: tokenMs.at(-1)!,
        sent: tokenMs.length,
        outcome: 'played',
      }
      return { record: { ...record, ...change(record) }, truth }
    }),
  )
  const records = all.map(({ record }) => record)
  const scenarios = CALIBRATION_PHASES.map(({ name }) => name)
  const { summary } = judgeMade({ run: { scenarios }, records, truth: all.map((one) => one.truth) })
  return calibrationOf(summary, records)
}

test('a small error, every stall and every lump: accepted', () => {
  const calibration = made(0.2)
  expect(calibration.refusals).toEqual([])
  expect(calibration.accepted).toBe(true)
  expect(calibration.stalls).toEqual({ served: 10, found: 10 })
  expect(calibration.lumps).toEqual({ served: 100, found: 100 })
  expect(calibration.phases.map((phase) => phase.gapErrorMs?.p50.toFixed(1))).toEqual(
    CALIBRATION_PHASES.map(() => '0.2'),
  )
  expect(renderCalibration(calibration)).toContain('\nACCEPTED')
})

describe('refused, and why', () => {
  test('the median of the gap error is too large', () => {
    const { accepted, refusals } = made(0.6)
    expect(accepted).toBe(false)
    expect(refusals).toEqual(
      CALIBRATION_PHASES.filter(({ decides }) => decides).map(
        ({ name }) => `${name}: the median of the gap error is 0.600 ms, allowed are 0.5 ms`,
      ),
    )
  })

  test('a few gaps are far off', () => {
    const late = made(0.1, ({ gapsMs = [] }) => ({
      gapsMs: gapsMs.map((gap, i) => (i % 40 === 7 ? gap + 5 : gap)),
    }))
    expect(late.refusals[0]).toMatch(/^constant-50ms: the p99 of the gap error is 4\.9/u)
  })

  test.each<[string, string, Partial<StreamRecord>, string]>([
    [
      'a stall is smoothed away',
      'stall-500ms',
      { gapsMs: Array.from({ length: 99 }, () => 25) },
      '9 of 10 stalls were found',
    ],
    [
      'a lump is torn',
      'lump-10',
      { gapsMs: Array.from({ length: 99 }, (_, i) => (i === 4 || (i + 1) % 10 === 0 ? 200 : 0)) },
      '99 of 100 lumps were found',
    ],
    [
      'a token is lost',
      'gamma-20ms',
      { tokens: 149, contentEvents: 149 },
      'gamma-20ms: 1 of 10 streams did not come whole',
    ],
    [
      'a stream is cut',
      'constant-5ms',
      { outcome: 'truncated_clean' },
      'constant-5ms: 1 of 10 streams did not come whole',
    ],
  ])('%s', (_, scenario, change, refusal) => {
    const calibration = made(0.1, (record) =>
      record.stream === `${scenario}/direct/3` ? change : {},
    )
    expect(calibration.refusals).toEqual([refusal])
    expect(renderCalibration(calibration)).toContain(`REFUSED\n  ${refusal}\n`)
  })
})
