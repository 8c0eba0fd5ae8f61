import { expect, test } from 'vitest'
import { RUN_CALIBRATION, LUMP } from '../../core/calibration.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { runCalibration } from './run-calibration.ts'

const error = (p50: number, p99: number) => ({ count: 900, p50, p99, max: p99, signedMedian: 0 })

/** Perfect records of every phase, `change` spoils single ones. */
const records = (change: (name: string) => Partial<StreamRecord> = () => ({})) =>
  RUN_CALIBRATION.flatMap(({ name, mock }) =>
    [0, 1].map((round) => {
      const { tokens, gapMs, fault } = mock
      const gapsMs = Array.from({ length: tokens - 1 }, (_, i) => {
        if (fault?.type === 'stall' && i === Number(fault['afterTokens']) - 1) return gapMs + 500
        if (fault?.type !== 'lump') return gapMs
        return (i + 1) % LUMP.size === 0 ? gapMs * LUMP.size : 0
      })
      const stream = `calibration/calibration/${name}/${round}`
      const whole = { stream, tokens, contentEvents: tokens, gapsMs }
      return fixtureRecord({ ...whole, ...change(name) })
    }),
  )

test('all is found again: accepted', () => {
  expect(runCalibration(records(), error(0.1, 1))).toEqual({
    streams: { served: 10, found: 10 },
    stalls: { served: 2, found: 2 },
    lumps: { served: 10, found: 10 },
    accepted: true,
  })
})

test.each<[string, Partial<StreamRecord>, ReturnType<typeof error>]>([
  ['a stall is smoothed away', { gapsMs: Array.from({ length: 49 }, () => 30) }, error(0.1, 1)],
  ['a token is lost', { tokens: 49, contentEvents: 49 }, error(0.1, 1)],
  ['the median error is large', {}, error(0.6, 1)],
  ['a few gaps are far off', {}, error(0.1, 4)],
])('refused: %s', (_, change, gapError) => {
  const spoiled = records((name) => (name === 'stall-500ms' ? change : {}))
  expect(runCalibration(spoiled, gapError)?.accepted).toBe(false)
})

test('without records there is none', () => {
  expect(runCalibration([], undefined)).toBeUndefined()
})
