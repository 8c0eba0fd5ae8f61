import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CANARY } from '../../core/canary.ts'
import { seededRandom } from '../../core/random.ts'
import { alarmsIn, findingsInside, findingsOf, findingsOutside } from '../fixture/findings-of.ts'
import { evenly, madeStream } from '../fixture/made-stream.ts'
import { readMadeParts } from '../fixture/results-in-memory.ts'
import { stallsOf } from './common-mode-stall.ts'

/** Twelve streams, 20 ms apart; those that `stands` picks are silent from 1000 on, for so long. */
const crowd = (forMs: number, stands: (index: number) => boolean = () => true, lagMs = 0.5) =>
  Array.from({ length: 12 }, (_, index) => {
    const atMs = 30 * index
    const sentMs = evenly(80, 60, 20).map((at) =>
      stands(index) && atMs + at > 1000 ? at + forMs : at,
    )
    const lag = { p50Ms: 0.1, p99Ms: 0.4, maxMs: lagMs }
    return madeStream({ index, atMs, sentMs, record: { lag, instance: `mock-${index % 2}` } })
  })

/** The canary beside it, silent for as long from 1000 on. */
const canary = (forMs: number) => ({
  ...madeStream({
    index: 0,
    atMs: 500,
    sentMs: evenly(60, 20, 20).map((at) => (at > 500 ? at + forMs : at)),
    route: CANARY,
    record: { scenario: CANARY, stream: 'canary/canary/0', probe: true },
  }),
})

const balancedBy = (
  instanceOf: (index: number) => number,
  count = 40,
  lengthOf: (index: number) => number = () => 50,
) =>
  Array.from({ length: count }, (_, index) =>
    madeStream({
      index,
      atMs: 50 * index,
      sentMs: evenly(lengthOf(index), 60, 20),
      record: { instance: `mock-${instanceOf(index)}` },
    }),
  )

/** 40 first attempts a second apart; the second ones begin `afterMs` later. */
const tryAgain = (afterMs: (index: number) => number) =>
  Array.from({ length: 40 }, (_, index) => {
    const first = madeStream({ index, atMs: 1000 * index, sentMs: evenly(20, 60, 20) })
    const second = madeStream({
      index: 100 + index,
      atMs: 1000 * index + afterMs(index),
      sentMs: evenly(20, 60, 20),
      record: { attempt: 2, of: first.record.stream },
    })
    return [first, second]
  }).flat()

describe('stalls of all', () => {
  test('a time in which all stand still is found, with its length', () => {
    const [finding] = findingsOutside(crowd(300))
    expect(finding).toMatchObject({ code: 'common-mode-stall', evidence: { stalls: 1 } })
    expect(finding?.evidence['longestMs']).toBeGreaterThan(280)
    expect(finding?.evidence['longestMs']).toBeLessThanOrEqual(320)
  })

  test.each([
    ['shorter than 100 ms', crowd(60)],
    ['of half of the streams', crowd(300, (i) => i % 2 === 0)],
    ['while our own reader was late', crowd(300, () => true, 200)],
    ['of fewer than ten streams', crowd(300).slice(0, 9)],
  ])('not one %s', (_, streams) => {
    expect(alarmsIn(findingsOutside(streams))).toEqual([])
  })

  test('not one in which the canary stood still too', () => {
    expect(alarmsIn(findingsOutside([...crowd(300), canary(0)]))).toEqual(['common-mode-stall'])
    expect(alarmsIn(findingsOutside([...crowd(300), canary(300)]))).toEqual([])
  })

  test('the sweep agrees with looking at each millisecond', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = seededRandom(seed)
        const streams = Array.from({ length: 20 }, (_, index) => {
          let at = 50
          const sentMs = Array.from({ length: 60 }, () => {
            const pause = random.next() < 0.06 ? 400 * random.next() : 0
            return (at += 5 + Math.round(20 * random.next() + pause))
          })
          return madeStream({ index, atMs: 10 * index, sentMs })
        })
        const { tally } = readMadeParts({ made: { records: streams.map((made) => made.record) } })
        const [group] = tally.groups.values()
        const stalls = stallsOf(group!.evidence)
        const inStall = (ms: number) => stalls.some((one) => one.fromMs < ms && ms < one.toMs)
        const wrong: number[] = []
        const arrivals = streams.map(({ truth }) => truth.tokenMs.map((sent) => sent + 0.2))
        let run = 0
        for (let ms = 0; ms < 9000; ms++) {
          const open = arrivals.filter((all) => all[0]! <= ms && ms < all.at(-1)!)
          const silent = open.filter((all) => {
            const next = all.findIndex((at) => at > ms)
            return all[next]! - all[next - 1]! >= 100
          })
          const stalled = open.length >= 10 && silent.length >= 0.8 * open.length
          run = stalled ? run + 1 : 0
          const missed = run > 102 && !inStall(ms - 51)
          const invented = !stalled && inStall(ms)
          if (missed || invented) wrong.push(ms)
        }
        expect(wrong).toEqual([])
      }),
      { numRuns: 5 },
    )
    expect.assertions(5)
  })
})

describe('balancing', () => {
  test('in turn is even, all on one of two is not, also where the other never answers', () => {
    expect(alarmsIn(findingsOutside(balancedBy((i) => i % 2)))).toEqual([])
    const [finding] = findingsOutside(balancedBy(() => 0))
    expect(finding).toMatchObject({ code: 'unfair-balancing', evidence: { jainIndex: 0.5 } })
  })

  test('counts streams in flight, not requests: the long ones all on one', () => {
    const found = findingsOutside(
      balancedBy(
        (i) => i % 2,
        80,
        (i) => (i % 2 === 0 ? 200 : 10),
      ),
    )
    expect(alarmsIn(found)).toEqual(['unfair-balancing'])
  })

  test('by lot is fair, whatever it draws', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 10, max: 100 }), (seed, count) => {
        const random = seededRandom(seed)
        expect(alarmsIn(findingsOutside(balancedBy(() => random.below(2), count)))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('one server is never uneven', () => {
    const run = { mock: { instances: 1, cpuSeconds: 1 } }
    expect(
      alarmsIn(
        findingsOutside(
          balancedBy(() => 0),
          { run },
        ),
      ),
    ).toEqual([])
  })
})

describe('further attempts', () => {
  test('that begin together are a storm; spread out they only add up', () => {
    const storm = findingsOutside(tryAgain((index) => 60_000 - 1000 * index))
    expect(alarmsIn(storm)).toEqual(['reconnect-storm', 'retry-amplification'])
    expect(storm.find(({ code }) => code === 'reconnect-storm')?.evidence).toMatchObject({
      peakAttempts: 40,
      furtherAttempts: 40,
    })
    expect(alarmsIn(findingsOutside(tryAgain(() => 700)))).toEqual(['retry-amplification'])
  })

  test('many at once are no storm where the load is as dense anyway', () => {
    const dense = Array.from({ length: 400 }, (_, index) =>
      madeStream({
        index,
        atMs: 10 * index,
        sentMs: evenly(20, 60, 20),
        record: index % 4 === 0 ? { attempt: 2, of: 'quick/direct/x' } : {},
      }),
    )
    expect(alarmsIn(findingsOutside(dense))).toEqual(['retry-amplification'])
  })

  test('made on the way show in the log alone, wherever the lines lie', () => {
    const streams = Array.from({ length: 20 }, (_, index) =>
      madeStream({ index, atMs: 50 * index, sentMs: evenly(20, 60, 20) }),
    )
    const records = streams.map(({ record }) => record)
    const lines = streams.map(({ truth }) => truth)
    const refused = lines.map((line) => ({ ...line, tokenMs: [], dueMs: [], sent: 0 }))
    for (const truth of [[...refused, ...lines], lines.flatMap((line, i) => [refused[i]!, line])]) {
      const [finding] = findingsOf({ records, truth })
      expect(finding?.evidence).toMatchObject({ attemptsOnTheWay: 20, amplificationRatio: 2 })
    }
    expect(findingsInside(streams)).toEqual([])
  })
})
