import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../core/random.ts'
import { alarmsIn, findingsInside, findingsOutside } from '../fixture/findings-of.ts'
import { evenly, madeStream, type RecordAndTruth } from '../fixture/made-stream.ts'
import { withoutToken } from '../fixture/streams.ts'

interface Death {
  readonly atMs: number
  readonly tokens: number
  readonly endMs: number
}

/** Streams that ended at `endMs`, the mock's log saying that the client (here: a hop) had gone. */
const deaths = (all: readonly Death[], outcome = 'client_gone'): readonly RecordAndTruth[] =>
  all.map(({ atMs, tokens, endMs }, index) =>
    madeStream({
      index,
      atMs,
      sentMs: evenly(tokens, 60, 20),
      record: { outcome: 'truncated_reset', endMs, terminated: false },
      truth: { outcome, endMs: atMs + endMs },
    }),
  )

const lastOf = (tokens: number): number => 60 + 20 * (tokens - 1)
const many = (of: (random: () => number, index: number) => Death, seed = 1, count = 8) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, index) => of(() => random.next(), index))
}

const whatIsSaidAt = (limitMs: number) =>
  findingsInside(
    deaths(
      many((random, i) => ({
        atMs: 9000 * random(),
        tokens: 5 + 9 * i,
        endMs: lastOf(5 + 9 * i) + limitMs,
      })),
    ),
  )[0]?.what

const lazilyEnded = (limitMs: number) =>
  deaths(
    many((random, i) => ({
      atMs: 37 * i,
      tokens: 4 + 3 * i,
      endMs: lastOf(4 + 3 * i) + limitMs - 280 * random(),
    })),
  )

describe('an idle limit', () => {
  test('is one silence before every death, whatever the age', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 300, max: 900_000 }), (seed, limitMs) => {
        const all = many((random) => {
          const tokens = 3 + Math.floor(500 * random())
          const jitter = 0.005 * limitMs * random()
          return { atMs: 60_000 * random(), tokens, endMs: lastOf(tokens) + limitMs + jitter }
        }, seed)
        for (const found of [findingsInside(deaths(all)), findingsOutside(deaths(all))]) {
          expect(alarmsIn(found)).toEqual(['idle-timeout'])
          expect(Math.abs((found[0]?.evidence['limitMs'] ?? 0) / limitMs - 1)).toBeLessThan(0.02)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('names its usual owners', () => {
    expect(whatIsSaidAt(60_000)).toContain('60.0 s')
    expect(whatIsSaidAt(60_000)).toContain('proxy_read_timeout')
    expect(whatIsSaidAt(29_000)).toContain('API Gateway')
    expect(whatIsSaidAt(47_000)).not.toContain('usual owners')
  })

  test('also strikes before the first token', () => {
    const silent = many((random) => ({ atMs: 5000 * random(), tokens: 1, endMs: 3000 })).map(
      (death) => {
        const [made] = deaths([death])
        return withoutToken(made!.record)
      },
    )
    const records = silent.map((record, i) => ({ ...record, stream: `quick/direct/${i}` }))
    expect(
      alarmsIn(findingsOutside(records.map((record) => ({ record, truth: undefined! })))),
    ).toEqual(['idle-timeout'])
  })

  test('is seen through a timer of 300 ms grain from 2 s on', () => {
    expect(alarmsIn(findingsInside(lazilyEnded(3000)))).toEqual(['idle-timeout'])
    expect(alarmsIn(findingsInside(lazilyEnded(1000)))).toEqual([])
  })
})

describe('a limit on the whole', () => {
  test('is one age at every death, in the middle of the answer', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 300, max: 9_000 }), (seed, limitMs) => {
        const all = many((random) => {
          const tokens = 2 + Math.floor(((limitMs - 100) / 20) * random() * 0.9)
          return { atMs: 60_000 * random(), tokens, endMs: limitMs * (1 + 0.004 * random()) }
        }, seed)
        expect(alarmsIn(findingsInside(deaths(all)))).toEqual(['total-timeout'])
      }),
      { numRuns: 50 },
    )
  })
})

describe('no limit', () => {
  test.each([
    ['few deaths', many((_, i) => ({ atMs: 50 * i, tokens: 9, endMs: 3000 }), 1, 4)],
    ['ages that differ', many((r) => ({ atMs: 9000 * r(), tokens: 9, endMs: 300 + 9000 * r() }))],
    [
      'deaths at one instant, though the ages are much alike',
      many((_, i) => ({ atMs: 20 * i, tokens: 100 - i, endMs: 3000 - 20 * i })),
    ],
  ])('%s', (_, all) => {
    expect(alarmsIn(findingsInside(deaths(all)))).toEqual([])
    expect(alarmsIn(findingsOutside(deaths(all)))).toEqual([])
  })

  test('where the server says that it broke off itself', () => {
    const all = many((random) => ({ atMs: 9000 * random(), tokens: 30, endMs: 3000 }))
    expect(alarmsIn(findingsInside(deaths(all, 'fault:cut')))).toEqual([])
    expect(alarmsIn(findingsInside(deaths(all)))).toEqual(['idle-timeout'])
  })

  test('where a regular server, unheard, stops after so many tokens', () => {
    const stops = many((random) => ({ atMs: 9000 * random(), tokens: 30, endMs: lastOf(30) + 1 }))
    expect(alarmsIn(findingsOutside(deaths(stops)))).toEqual([])
  })
})

test('a ladder: each rung has too few deaths, all of them together name the limit', () => {
  const rungs = deaths(
    many((random, i) => ({
      atMs: 9000 * random(),
      tokens: 5 + 9 * i,
      endMs: lastOf(5 + 9 * i) + 3000,
    })),
  ).map(({ record, truth }, i) => ({
    record: { ...record, tags: { variant: `rung-${i % 4}` } },
    truth,
  }))
  const findings = findingsInside(rungs)
  expect(alarmsIn(findings)).toEqual(['idle-timeout'])
  expect(findings[0]?.evidence['deaths']).toBe(8)
})

test('a server that leaves out the terminator is no limit on the way', () => {
  const unfinished = many((random) => ({ atMs: 9000 * random(), tokens: 40, endMs: 3000 }))
  const streams = unfinished.map(({ atMs, tokens, endMs }, index) =>
    madeStream({
      index,
      atMs,
      sentMs: evenly(tokens, 60, 20),
      record: { outcome: 'truncated_clean', endMs, terminated: false, contentEvents: tokens },
      truth: { outcome: 'fault:no-terminator', endMs: atMs + endMs },
    }),
  )
  expect(alarmsIn(findingsInside(streams))).toEqual([])
})
