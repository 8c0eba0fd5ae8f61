import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alarmsIn, findingsInside, findingsOutside } from '../fixture/findings-of.ts'
import {
  evenly,
  MADE_EVENT_BYTES,
  madeStream,
  type RecordAndTruth,
} from '../fixture/made-stream.ts'
import { seededRandom } from '../../core/random.ts'

/** Streams of 40 tokens with ragged gaps of about 20 ms, and what a way does to their arrivals. */
const streams = (
  way: (sentMs: readonly number[], index: number) => readonly number[],
  { seed = 1, count = 10, route = 'nginx', first = 60, record = {} } = {},
): readonly RecordAndTruth[] =>
  Array.from({ length: count }, (_, index) => {
    const random = seededRandom(seed).fork(String(index))
    let at = first
    const sentMs = Array.from({ length: 40 }, () => (at += 4 + 16 * random.gamma(2) * 0.5))
    return madeStream({
      index,
      atMs: 1000 + 45 * index,
      sentMs,
      arrivedMs: way(sentMs, index),
      route,
      record,
    })
  })

const pass = (sentMs: readonly number[]): readonly number[] => sentMs.map((at) => at + 0.3)
const untilClose = (sentMs: readonly number[]): readonly number[] =>
  sentMs.map(() => (sentMs.at(-1) ?? 0) + 0.3)
const buffer =
  (events: number) =>
  (sentMs: readonly number[]): readonly number[] =>
    sentMs.map((_, i) => {
      const last = Math.min(sentMs.length - 1, i - (i % events) + events - 1)
      return (sentMs[last] ?? 0) + 0.3
    })
const late = (sentMs: readonly number[]): readonly number[] =>
  sentMs.map((at, i) => (sentMs[i + 1] ?? at) + 0.3)
const hiccup = (sentMs: readonly number[], index: number): readonly number[] => {
  const from = sentMs[5 + index] ?? 0
  return sentMs.map((at) => (at >= from && at < from + 150 ? from + 150 : at) + 0.3)
}

const fastAnswers = (route: string) =>
  Array.from({ length: 10 }, (_, index) =>
    madeStream({ index, atMs: 45 * index, sentMs: evenly(20, 2000, 1), route }),
  )

const longAnswers = (count: number) =>
  Array.from({ length: 10 }, (_, index) => {
    const sentMs = evenly(count, 60, 20)
    return madeStream({ index, atMs: 45 * index, sentMs, arrivedMs: untilClose(sentMs) })
  })

/** Three streams for each padding; a buffer of 8 KiB holds what is shorter. */
const ladder = (pads: readonly number[], bufferBytes: number) =>
  pads.flatMap((pad, rung) =>
    Array.from({ length: 3 }, (_, i) => {
      const sentMs = evenly(20, 60, 20)
      const eventBytes = 100 + pad
      return madeStream({
        index: 10 * rung + i,
        atMs: 40 * i,
        sentMs,
        arrivedMs: eventBytes < bufferBytes ? untilClose(sentMs) : pass(sentMs),
        route: 'nginx',
        record: { bytes: 20 * eventBytes, tags: { padBytes: String(pad) } },
      })
    }),
  )

const twoEventProbes = (gapMs: number, tailMs: number) =>
  Array.from({ length: 5 }, (_, index) =>
    madeStream({
      index,
      atMs: 50 * index,
      sentMs: [60, 60 + gapMs],
      record: { tags: { silenceMs: '400' }, tailMs, endMs: 60 + gapMs + tailMs },
    }),
  )

const smallAnswers = (bytes: number, arrive: typeof pass) =>
  streams(arrive, { record: { bytes, textBytes: 200 } })

const shiftIndex = ({ record, truth }: RecordAndTruth): RecordAndTruth => ({
  record: { ...record, stream: `${record.stream}-b` },
  truth: { ...truth, stream: `${truth.stream}-b` },
})

const probe = (pads: readonly number[], bufferBytes: number) =>
  findingsInside(ladder(pads, bufferBytes)).find(({ code }) => code === 'buffer-size')

describe('buffering', () => {
  test.each([
    ['passes each token on', pass, []],
    ['now and then stands still for 150 ms', hiccup, []],
    ['holds until the close', untilClose, ['buffering']],
    ['holds until a buffer is full', buffer(8), ['buffering']],
    ['holds each token until the next', late, ['one-event-late']],
  ] as const)('a way that %s', (_, way, codes) => {
    expect(alarmsIn(findingsInside(streams(way)))).toEqual(codes)
  })

  test('is found for every pace and every buffer of several events, and never without one', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 6, max: 40 }), (seed, events) => {
        expect(alarmsIn(findingsInside(streams(buffer(events), { seed })))).toEqual(['buffering'])
        expect(alarmsIn(findingsInside(streams(pass, { seed })))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  test('a saw-tooth of one size near a known buffer names it', () => {
    const events = 4096 / MADE_EVENT_BYTES
    const [finding] = findingsInside(streams(buffer(Math.round(events))))
    expect(finding?.what).toContain('a buffer of 4 KiB')
    expect(finding?.evidence).toMatchObject({ bufferBytes: 4096, untilCloseStreams: 0 })
    expect(finding?.view).toBe('inside')
  })

  test('lumps of another size name none', () => {
    const [finding] = findingsInside(streams(buffer(8)))
    expect(finding?.evidence).toMatchObject({ lumpBytes: 8 * MADE_EVENT_BYTES })
    expect(finding?.evidence).not.toHaveProperty('bufferBytes')
  })

  test('lumps that left the server as such are its own', () => {
    const own = streams(pass).map(({ record, truth }) => {
      const tokenMs = buffer(8)(truth.tokenMs)
      const [first = 0] = tokenMs
      const arrivedMs = tokenMs.map((at) => at - truth.arrivedMs + 0.2)
      const made = madeStream({ index: 0, atMs: truth.arrivedMs, sentMs: [first], arrivedMs })
      return {
        record: { ...made.record, stream: record.stream, route: record.route },
        truth: { ...truth, tokenMs },
      }
    })
    expect(alarmsIn(findingsInside(own))).toEqual([])
  })

  test('without the log the direct route is the reference', () => {
    const direct = streams(pass, { route: 'direct' })
    const held = findingsOutside([...direct, ...streams(untilClose)])
    expect(alarmsIn(held)).toEqual(['buffering'])
    expect(held[0]).toMatchObject({ route: 'nginx', view: 'outside' })
    expect(alarmsIn(findingsOutside([...direct, ...streams(pass)]))).toEqual([])
  })

  test('a long prefill before a fast answer is no buffer, whatever the reference', () => {
    expect(alarmsIn(findingsOutside([...fastAnswers('direct'), ...fastAnswers('nginx')]))).toEqual(
      [],
    )
    expect(alarmsIn(findingsInside(fastAnswers('nginx')))).toEqual([])
    expect(alarmsIn(findingsOutside(fastAnswers('nginx')))).toEqual([])
  })

  test('with no reference at all only a long answer shows it', () => {
    expect(alarmsIn(findingsOutside(longAnswers(250)))).toEqual(['buffering'])
    expect(alarmsIn(findingsOutside(longAnswers(100)))).toEqual([])
  })

  test('stamped tokens tell it without the log', () => {
    const transit = { count: 40, p50Ms: 400, p99Ms: 790, maxMs: 800 }
    const held = findingsOutside(streams(untilClose, { record: { transit } }))
    expect(held[0]).toMatchObject({ code: 'buffering', view: 'inside' })
    const once = { ...transit, p50Ms: 0.3 }
    expect(alarmsIn(findingsOutside(streams(untilClose, { record: { transit: once } })))).toEqual(
      [],
    )
  })

  test('a few streams of many are not enough, nor is a slow reader', () => {
    const few = streams((sentMs, i) => (i < 2 ? untilClose(sentMs) : pass(sentMs)))
    expect(alarmsIn(findingsInside(few))).toEqual([])
    const slow = streams(untilClose, { record: { reader: { bytesPerSecond: 100 } } })
    expect(alarmsIn(findingsInside(slow))).toEqual([])
  })
})

describe('the padding probe', () => {
  test('puts the buffer between the longest held and the shortest passed events', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 60_000 }), (bufferBytes) => {
        const evidence = probe([0, 1024, 4096, 8192, 16_384, 65_536], bufferBytes)?.evidence
        expect(evidence?.['heldEventBytes']).toBeLessThan(bufferBytes)
        expect(evidence?.['passedEventBytes']).toBeGreaterThanOrEqual(bufferBytes)
      }),
      { numRuns: 30 },
    )
  })

  test('says so where every size is held, and nothing where none is', () => {
    expect(probe([0, 1024], 1e9)?.evidence).toEqual({ heldEventBytes: 1124, rungs: 2 })
    expect(probe([0, 1024], 0)).toBeUndefined()
    expect(probe([0], 1e9)).toBeUndefined()
  })

  test('a shorter event that slipped through does not bound the buffer', () => {
    const slipped = ladder([0], 0).concat(ladder([1024, 4096], 1e9).map(shiftIndex))
    const found = findingsInside(slipped).find(({ code }) => code === 'buffer-size')
    expect(found?.evidence).toEqual({ heldEventBytes: 4196, rungs: 3 })
  })

  test('sees kinds of streams together', () => {
    const kinds = ladder([0, 1024, 65_536], 8192).map(({ record, truth }) => ({
      record: { ...record, tags: { ...record.tags, variant: `pad-${record.tags?.['padBytes']}` } },
      truth,
    }))
    const found = findingsInside(kinds).filter(({ code }) => code === 'buffer-size')
    expect(found.map(({ evidence }) => evidence)).toEqual([
      { heldEventBytes: 1124, passedEventBytes: 65_636, rungs: 3 },
    ])
  })
})

describe('one event late', () => {
  test.each([
    ['as sent', 400, 400, []],
    ['one late', 400, 0.5, ['one-event-late']],
    ['all at the close', 0.1, 0.5, []],
  ] as const)('two-event probe: %s', (_, gapMs, tailMs, codes) => {
    expect(alarmsIn(findingsOutside(twoEventProbes(gapMs, tailMs)))).toEqual(codes)
  })
})

describe('compression', () => {
  test('a body smaller than its shortest events is compressed; an error where it held them', () => {
    const event = `data:${JSON.stringify({ choices: [{ delta: { content: '' } }] })}\n\n`
    const least = 40 * event.length + 200
    expect(alarmsIn(findingsOutside(smallAnswers(least, pass)))).toEqual([])
    const flushed = findingsOutside(smallAnswers(least - 1, pass))
    expect(flushed).toMatchObject([{ code: 'compression', severity: 'warning', view: 'outside' }])
    const held = findingsInside(smallAnswers(700, untilClose))
    expect(held).toMatchObject([{ code: 'compression', severity: 'error' }])
  })
})
