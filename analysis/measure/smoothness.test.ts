import { describe, expect, test } from 'vitest'
import type { StreamRecord } from '../../core/record/record.ts'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureStreams } from '../fixture/streams.ts'

const readers = (records: readonly StreamRecord[]) =>
  Object.fromEntries(
    (judgeMade({ records }).summary.groups[0]?.readers ?? []).map((each) => [each.reader, each]),
  )

const even = { contentEvents: 64, tokens: 64, gapsMs: Array.from({ length: 63 }, () => 20) }
/** Stands still for a second after ten tokens. */
const stalled = { ...even, gapsMs: even.gapsMs.map((gap, i) => (i === 10 ? 1000 : gap)) }

describe('readers', () => {
  test('who are slower than the stream never wait, one who is faster always does', () => {
    const { reader, skimmer, interactive, agent } = readers(fixtureStreams(80, () => even))
    for (const each of [reader, skimmer, interactive]) {
      expect(each).toMatchObject({ streams: 80, stalledStreams: 0, stallRatio: { max: 0 } })
      expect(each).toMatchObject({ fluentStreams: 80, fluidityRatio: { min: 1 } })
    }
    // 50 tokens a second for one who takes 65: waits (20 - 1000/65) of every 20 ms, none of them long.
    expect(agent?.stallRatio.mean).toBeCloseTo((20 - 1000 / 65) / 20, 9)
    expect(agent).toMatchObject({ stalledStreams: 0, tokensPerSecond: 65 })
  })

  test('notice a pause only where they had read all before it', () => {
    const { reader, interactive } = readers(fixtureStreams(100, (i) => (i < 30 ? stalled : even)))
    expect(reader).toMatchObject({ stalledStreams: 0 })
    expect(interactive).toMatchObject({ stalledStreams: 30, stalledRatio: 0.3 })
    // Eleven tokens at 25 a second last 440 ms, of which 200 are gone when the pause begins.
    expect(interactive?.longestStallMs.max).toBeCloseTo(1000 - 240 + 40 - 40, 0)
    expect(interactive?.stallsPer100Tokens.max).toBeCloseTo(100 / 64, 9)
    expect(interactive!.stalledLowRatio).toBeGreaterThan(0.2)
    expect(interactive!.stalledHighRatio).toBeLessThan(0.4)
  })

  test('each stream counts once, however long it is', () => {
    const { interactive } = readers(
      fixtureStreams(10, (i) =>
        i === 0
          ? { contentEvents: 901, tokens: 901, gapsMs: Array.from({ length: 900 }, () => 80) }
          : even,
      ),
    )
    expect(interactive?.stallRatio.mean).toBeCloseTo(0.05, 9)
  })

  test('agree with the record where the ear has worked it out', () => {
    const { interactive } = readers(fixtureStreams(5, () => stalled))
    // xk6-streamgauge/internal/record/playout.go over the same gaps.
    expect(interactive?.longestStallMs.max).toBe(760)
  })

  test('take the reads where only a histogram of the gaps was kept, and leave out who has neither', () => {
    const reads: [number, number, number][] = [[200, 30, 1]]
    for (const gap of stalled.gapsMs) reads.push([reads.at(-1)![0] + gap, 30, 1])
    const { gapsMs: _, ...bare } = stalled
    const records = fixtureStreams(3).map(({ gapsMs: _gaps, ...record }, i) => ({
      ...record,
      ...bare,
      gapHist: [[900, 63]] as const,
      ...(i === 0 && { readsAt: reads }),
    }))
    expect(readers(records)['interactive']).toMatchObject({ streams: 1, stalledStreams: 1 })
    expect(readers(records.slice(1))).toEqual({})
  })
})
