import { describe, expect, test } from 'vitest'
import { gapBucket } from '../../core/metrics/gap-histogram.ts'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureStreams } from '../fixture/streams.ts'
import type { StreamRecord } from '../../core/record/record.ts'

/** TTFT 2 s, 100 tokens, 20 ms apart: end to end 3.98 s (docs/methods.md). */
const example: Partial<StreamRecord> = {
  startDelayMs: 0,
  ttftMs: 2000,
  ttfaMs: 2000,
  ttftFromSendMs: 2000,
  e2eMs: 3980,
  endMs: 3980,
  tokens: 100,
  contentEvents: 100,
  tpotMs: 20,
  gapsMs: Array.from({ length: 99 }, () => 20),
}

function meansOf(records: readonly StreamRecord[]): Readonly<Record<string, number>> {
  const [group] = judgeMade({ records }).summary.groups
  return Object.fromEntries(
    group!.compatibility.map(({ tool, name, mean }) => [`${tool} ${name}`, mean]),
  )
}

describe('the same stream by other tools', () => {
  const means = meansOf(fixtureStreams(3, () => example))

  test.each([
    ['vLLM bench TTFT', 2000],
    ['vLLM bench TPOT', 20],
    ['vLLM bench ITL', 20],
    ['vLLM bench E2EL', 3980],
    ['AIPerf TTFT', 2000],
    ['AIPerf ITL', 20],
    ['AIPerf inter-chunk latency', 20],
    ['GuideLLM ITL', 20],
    ['GuideLLM TPOT', 39.8],
    ['LLMPerf ITL', 39.8],
    ['inference-perf TPOT', 20],
    ['inference-perf NTPOT', 39.8],
    ['Etalon TBT', 20],
  ])('%s is %f ms', (name, expected) => {
    expect(means[name]).toBeCloseTo(expected, 9)
  })

  test('counts from the send, as they do: what waited before it is missing there', () => {
    const late = meansOf(
      fixtureStreams(3, () => ({ ...example, startDelayMs: 500, ttftFromSendMs: 1500 })),
    )
    expect(late['vLLM bench TTFT']).toBe(1500)
    expect(late['GuideLLM TPOT']).toBeCloseTo(34.8, 9)
    expect(late['vLLM bench TPOT']).toBeCloseTo(20, 9)
  })

  test('leaves failed requests out, as they do', () => {
    const half = meansOf(
      fixtureStreams(4, (i) =>
        i < 2
          ? example
          : {
              ...example,
              outcome: 'truncated_reset',
              ttftFromSendMs: 9,
              gapsMs: [900],
              contentEvents: 2,
            },
      ),
    )
    expect(half).toEqual(means)
  })

  test('several tokens an event: per token it is less than the gap', () => {
    const lumps = meansOf(
      fixtureStreams(3, () => ({
        ...example,
        contentEvents: 25,
        gapsMs: Array.from({ length: 24 }, () => 82.5),
      })),
    )
    expect(lumps['vLLM bench ITL']).toBeCloseTo(82.5, 9)
    expect(lumps['vLLM bench TPOT']).toBeCloseTo(20, 9)
  })
})

describe('coordinated omission', () => {
  test('is shown: TTFT from the intended start beside TTFT from the send', () => {
    const [group] = judgeMade({
      records: fixtureStreams(100, (i) => ({
        startDelayMs: 10 * i,
        ttftMs: 200 + 10 * i,
        ttftFromSendMs: 200,
      })),
    }).summary.groups
    expect(group?.ttftFromSendMs).toMatchObject({ max: 200, mean: 200 })
    expect(group?.ttftMs).toMatchObject({ max: 1190, mean: 695 })
  })
})

describe('two weightings of the gaps', () => {
  // Long answers at 40 ms, short ones at 20 ms: pooled, a token taken by chance is a slow one more often.
  const records = fixtureStreams(100, (i) => ({
    contentEvents: i < 60 ? 11 : 101,
    gapsMs: Array.from({ length: i < 60 ? 10 : 100 }, () => (i < 60 ? 20 : 40)),
  }))
  const [group] = judgeMade({ records }).summary.groups

  test('by token long answers weigh more, by stream all weigh the same', () => {
    expect(group?.gapMs?.mean).toBeCloseTo((600 * 20 + 4000 * 40) / 4600, 9)
    expect(group?.gapByStreamMs?.mean).toBeCloseTo(28, 9)
    expect(group?.gapMs?.p50.value).toBe(40)
    expect(group?.gapByStreamMs?.p50.value).toBe(20)
  })

  test('by stream no percentile rests on more than the streams there are', () => {
    expect(group?.gapByStreamMs).toMatchObject({ count: 100 })
    expect(group?.gapByStreamMs?.p99).toMatchObject({ needs: 299, has: expect.any(Number) })
    expect(group?.gapByStreamMs?.p99.has).toBeLessThanOrEqual(100)
  })

  test('streams that kept a histogram only weigh the same too', () => {
    const [binned] = judgeMade({
      records: records.map(({ gapsMs = [], ...record }) => ({
        ...record,
        gaps: {
          count: gapsMs.length,
          minMs: gapsMs[0]!,
          meanMs: gapsMs[0]!,
          p50Ms: gapsMs[0]!,
          p90Ms: gapsMs[0]!,
          p99Ms: gapsMs[0]!,
          maxMs: gapsMs[0]!,
        },
        gapHist: [[gapBucket(gapsMs[0]!), gapsMs.length]],
      })),
    }).summary.groups
    expect(binned?.gapByStreamMs?.mean).toBeCloseTo(28, 9)
    expect(binned?.gapByStreamMs?.p90.value).toBeGreaterThan(39.9)
    expect(binned?.gapByStreamMs?.p90.value).toBeLessThan(40.7)
  })
})
