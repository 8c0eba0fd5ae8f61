import { describe, expect, test } from 'vitest'
import type { Slo } from '../../core/slo.ts'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureStreams, withoutToken } from '../fixture/streams.ts'

const SLOS: readonly Slo[] = [
  { text: 'ttft:p95<500ms', name: 'ttft', percentile: 0.95, limit: 500, direction: 'below' },
  { text: 'tps>20', name: 'tps', percentile: 0.95, limit: 20, direction: 'above' },
]
const goodput = (records: Parameters<typeof judgeMade>[0]['records'], slos = SLOS) =>
  judgeMade({ records, run: { slos } }).summary.groups[0]?.goodput

describe('goodput', () => {
  test('counts streams that succeeded and met every limit', () => {
    const found = goodput(
      fixtureStreams(100, (i) => {
        if (i < 10) return { ttftMs: 600 }
        if (i < 15) return { tokensPerSecond: 20 }
        return i < 20 ? { outcome: 'truncated_clean' } : {}
      }),
    )
    expect(found).toMatchObject({
      slos: ['ttft:p95<500ms', 'tps>20'],
      goodStreams: 80,
      goodRatio: 0.8,
    })
    expect(found!.goodLowRatio).toBeLessThan(0.8)
    expect(found!.goodHighRatio).toBeGreaterThan(0.8)
  })

  test('a failed stream is a miss, a cancelled one does not count', () => {
    const failed = fixtureStreams(50).map((record, i) =>
      i < 25 ? withoutToken({ ...record, outcome: 'refused' }) : record,
    )
    expect(goodput(failed)?.goodRatio).toBe(0.5)
    expect(
      goodput(fixtureStreams(50, (i) => (i < 25 ? { outcome: 'cancelled' } : {})))?.goodRatio,
    ).toBe(1)
  })

  test('a second: good starts over the window of the load', () => {
    const steady = fixtureStreams(1000, (i) => ({
      scheduledMs: 20 * i,
      startedMs: 20 * i,
      endMs: 1460,
      ttftMs: i % 2 === 0 ? 200 : 700,
    }))
    expect(goodput(steady)?.goodStreamsPerSecond).toBeCloseTo(25, 0)
  })

  test('is absent without a limit on single streams', () => {
    expect(goodput(fixtureStreams(50), [])).toBeUndefined()
    expect(
      goodput(fixtureStreams(50), [
        { text: 'completion>0.9', name: 'completion', limit: 0.9, direction: 'above' },
      ]),
    ).toBeUndefined()
  })
})
