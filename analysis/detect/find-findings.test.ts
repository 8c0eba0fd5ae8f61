import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StreamRecord } from '../../core/record/record.ts'
import { alarmsIn, findingsInside, findingsOf } from '../fixture/findings-of.ts'
import { DEFAULT_FIXTURE, generateRun } from '../fixture/generate-run.ts'
import { evenly, madeStream } from '../fixture/made-stream.ts'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { GroupEvidence } from './group-evidence.ts'

const badStreams = (change: Partial<StreamRecord>) =>
  Array.from({ length: 20 }, (_, i) =>
    fixtureRecord({ stream: `quick/direct/${i}`, outcome: 'corrupt', ...change }),
  )

test('a clean run of two routes, with pauses on one, gives no finding, with its log and without', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { records, truth } = generateRun({
        ...DEFAULT_FIXTURE,
        seed,
        streams: 60,
        faultRatio: 0,
      })
      expect(findingsOf({ records, truth })).toEqual([])
      expect(findingsOf({ records })).toEqual([])
    }),
    { numRuns: 10 },
  )
})

test('the gravest come first, each with where it was found', () => {
  const streams = Array.from({ length: 24 }, (_, index) =>
    madeStream({
      index,
      atMs: 50 * index,
      sentMs: evenly(30, 60, 20),
      arrivedMs: evenly(30, 640, 0),
      route: 'nginx',
      record: { instance: 'mock-0' },
    }),
  )
  const found = findingsInside(streams)
  expect(found.map(({ code, severity }) => [code, severity])).toEqual([
    ['buffering', 'error'],
    ['unfair-balancing', 'warning'],
  ])
  for (const { scenario, route, what, remedy } of found) {
    expect({ scenario, route }).toEqual({ scenario: 'quick', route: 'nginx' })
    expect(what).toMatch(/^[A-Z0-9].*\.$/u)
    expect(remedy).toMatch(/\.$/u)
  }
})

test('warm-up streams and probes are not looked at', () => {
  expect(alarmsIn(findingsOf({ records: badStreams({}) }))).toEqual(['wire-corruption'])
  expect(
    findingsOf({ records: [...badStreams({ warmup: true }), ...badStreams({ probe: true })] }),
  ).toEqual([])
})

test('what is kept does not grow with every read', () => {
  const group = new GroupEvidence('quick', 'direct')
  for (let index = 0; index < 500; index++) {
    const { record } = madeStream({ index, atMs: 0, sentMs: evenly(64, 60, 200) })
    group.add(record)
  }
  expect(group.streams.length).toBe(500)
  // 31,500 of each there were.
  expect(group.burstBytes.length).toBe(20_000)
  expect(group.silenceRows.length).toBe(500 * 63)
})

test('fields of the wrong type are no crash', () => {
  const wrong = ['integrity', 'cancel', 'reader', 'transit', 'tags', 'attempt'] as const
  for (const value of [null, 'x', 7, {}, []]) {
    const records = Array.from({ length: 12 }, (_, index) => ({
      ...madeStream({ index, atMs: 0, sentMs: evenly(20, 60, 20) }).record,
      outcome: index % 2 === 0 ? ('cancelled' as const) : ('truncated_reset' as const),
      ...Object.fromEntries(wrong.map((name) => [name, value])),
    }))
    const lines = records.map(({ stream }) => ({ v: 1, stream, sent: 1, tokenMs: [5] }))
    const truth = lines.map((line) => ({ ...line, outcome: value, endMs: value }))
    expect(() => findingsOf({ records, truth: truth as never })).not.toThrow()
  }
})
