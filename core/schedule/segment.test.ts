import { array, assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { isOwn, ownIndex, ownShare, parseSegment, type Segment, WHOLE_LOAD } from './segment.ts'
import { openStarts, type StartPlan } from './starts.ts'

/** All generators of a load. */
const generators = (of: number): readonly Segment[] =>
  Array.from({ length: of }, (_, at) => ({ number: at + 1, of }))

describe('the generators of a load', () => {
  test('take each stream exactly once', () => {
    assert(
      property(integer({ min: 1, max: 9 }), integer({ min: 0, max: 10_000 }), (of, index) => {
        expect(generators(of).filter((one) => isOwn(index, one))).toHaveLength(1)
      }),
    )
  })

  test('share any number without a rest, none more than one above another', () => {
    assert(
      property(integer({ min: 1, max: 9 }), integer({ min: 0, max: 1000 }), (of, count) => {
        const shares = generators(of).map((one) => ownShare(count, one))
        expect(shares.reduce((a, b) => a + b, 0)).toBe(count)
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
        for (const one of generators(of)) {
          const own = Array.from({ length: count }, (_, i) => i).filter((i) => isOwn(i, one))
          expect(own).toHaveLength(ownShare(count, one))
          expect(own).toEqual(own.map((_, i) => ownIndex(i, one)))
        }
      }),
    )
  })

  test('start together exactly the streams of the whole load, at the same instants', () => {
    const arrivals = constantFrom<StartPlan['arrivals'][]>(
      { kind: 'constant' },
      { kind: 'poisson' },
      { kind: 'gamma', cv: 3 },
    )
    assert(
      property(
        arrivals,
        array(integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 2 }),
        integer({ min: 0, max: 99 }),
        (kind, [of = 1, routes = 1], seed) => {
          const plan = {
            routes,
            arrivals: kind,
            ratePerSecond: 20,
            durationMs: 4000,
            warmupMs: 1000,
            blockMs: 1500,
            settleMs: 300,
          }
          const whole = [...openStarts(plan, seededRandom(seed))]
          const parts = generators(of).flatMap((segment) => [
            ...openStarts({ ...plan, segment }, seededRandom(seed)),
          ])
          const order = (a: (typeof whole)[number], b: typeof a): number =>
            a.atMs - b.atMs || a.index - b.index
          expect(parts.toSorted(order)).toEqual(whole.toSorted(order))
        },
      ),
    )
  })
})

test.each([
  ['1/2', { number: 1, of: 2 }],
  ['3/3', { number: 3, of: 3 }],
  ['1/1', WHOLE_LOAD],
  ['0/2', undefined],
  ['3/2', undefined],
  ['1/0', undefined],
  ['1', undefined],
  ['01/2', undefined],
  ['1/2 ', undefined],
])('%s', (text, segment) => {
  expect(parseSegment(text)).toEqual(segment)
})
