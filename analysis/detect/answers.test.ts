import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../core/outcome.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { alarmsIn, findingsInside, findingsOutside } from '../fixture/findings-of.ts'
import { evenly, type MadeStream, madeStream } from '../fixture/made-stream.ts'

const ten = (of: (index: number) => Partial<MadeStream>, route = 'nginx') =>
  Array.from({ length: 10 }, (_, index) =>
    madeStream({ index, atMs: 500 * index, sentMs: evenly(60, 60, 20), route, ...of(index) }),
  )

/** Readers of an answer of 400 events that is written at once but for what the server had to wait. */
const slowReaders = (eventBytes: number, waits: (event: number) => number) =>
  ten(() => ({
    sentMs: evenly(400, 60, 0).map((at, i) => at + waits(i)),
    arrivedMs: evenly(400, 60, 10),
    record: { bytes: 400 * eventBytes, reader: { bytesPerSecond: 1e6 } },
  }))
const absorbed = (eventBytes: number, waits: (event: number) => number) =>
  findingsInside(slowReaders(eventBytes, waits)).filter(({ code }) => code === 'memory-absorption')

const cutStreams = (outcome: Outcome, whole = 10) =>
  ten((i) => ({
    record: { outcome: i < whole ? 'complete' : outcome },
    truth: { outcome: 'fault:cut' },
  }))

const text = (i: number, word: string) => ({ textSha256: `${word}${i}`.padEnd(64, '0') })

/** The client leaves after 300 ms and has 13 of 60 tokens; the server writes until `untilMs`. */
const left = (untilMs: number, how = 'fin') =>
  ten(() => ({
    sentMs: evenly(60, 60, 20).filter((at) => at <= untilMs),
    arrivedMs: evenly(13, 60.2, 20),
    record: { outcome: 'cancelled', cancel: { atMs: 300, how, phase: 'tokens' } },
    truth: { outcome: untilMs > 1000 ? 'played' : 'client_gone' },
  }))

describe('truncation', () => {
  test('cut at the server and whole at the client is laundered, with its rate', () => {
    const [finding] = findingsInside(cutStreams('truncated_clean', 4))
    expect(finding).toMatchObject({
      code: 'laundered-truncation',
      evidence: { cutStreams: 10, launderedStreams: 4, launderingRatio: 0.4 },
    })
  })

  test.each(['truncated_clean', 'truncated_reset', 'error_in_band', 'timeout_stall'] as const)(
    'told as %s it is not',
    (outcome) => {
      expect(alarmsIn(findingsInside(cutStreams(outcome, 0)))).toEqual([])
    },
  )
})

describe('damage', () => {
  const integrity = { missing: 0, duplicate: 0, reordered: 0, foreign: 0 }
  test.each<readonly [string, Partial<StreamRecord>]>([
    ['a token missing', { integrity: { ...integrity, missing: 1 } }],
    ['a token twice', { integrity: { ...integrity, duplicate: 1 } }],
    ['tokens exchanged', { integrity: { ...integrity, reordered: 1 } }],
    ['a token of another answer', { integrity: { ...integrity, foreign: 1 } }],
    ['an event that cannot be read', { outcome: 'corrupt' }],
    ['a replaced character', { replacementCharacters: 1 }],
  ])('%s in three streams', (_, record) => {
    const damaged = (count: number) =>
      findingsOutside(ten((i) => ({ record: i < count ? record : { integrity } })))
    expect(alarmsIn(damaged(3))).toEqual(['wire-corruption'])
    expect(alarmsIn(damaged(2))).toEqual([])
  })

  test('a whole text that the direct route does not have; only of our own mock', () => {
    const direct = ten((i) => ({ record: text(i, 'a') }), 'direct')
    const same = ten((i) => ({ record: text(i, 'a') }))
    const other = ten((i) => ({ record: text(i, i < 4 ? 'b' : 'a') }))
    const cut = ten((i) => ({
      record: { ...text(i, 'b'), outcome: 'truncated_reset', endMs: 1500 + 300 * i },
    }))
    expect(alarmsIn(findingsInside([...direct, ...same]))).toEqual([])
    expect(alarmsIn(findingsInside([...direct, ...other]))).toEqual(['wire-corruption'])
    expect(alarmsIn(findingsInside([...direct, ...cut]))).toEqual([])
    expect(alarmsIn(findingsOutside([...direct, ...other]))).toEqual([])
    // Where a stream of the direct route failed, its text is nobody's to miss.
    const failing = ten(
      (i) => ({ record: i < 6 ? text(i, 'a') : { outcome: 'error_status', status: 429 } }),
      'direct',
    )
    expect(alarmsIn(findingsInside([...failing, ...same]))).toEqual([])
  })
})

describe('cancels', () => {
  test('a server that goes on wastes what it writes from a grace on', () => {
    const [finding] = findingsInside(left(1240))
    // 60 + 20 i above 550: from the 26th token to the 60th.
    expect(finding).toMatchObject({
      code: 'cancel-not-passed-on',
      evidence: { cancelledStreams: 10, wastefulStreams: 10, wastedTokens: 10 * 35 },
    })
  })

  test.each([
    ['within the grace', left(540)],
    ['of a client that vanished without a word', left(1240, 'vanish')],
  ])('nothing is said of one %s', (_, streams) => {
    expect(alarmsIn(findingsInside(streams))).toEqual([])
  })
})

describe('absorption', () => {
  test('all of the answer taken in is growth', () => {
    const [finding] = absorbed(65_536, () => 0)
    expect(finding?.severity).toBe('error')
    expect(finding?.evidence['absorbedRatio']).toBeCloseTo(1, 1)
  })

  test('a server that is made to wait after 100 events met a bounded buffer of 100', () => {
    const [finding] = absorbed(65_536, (event) => Math.max(0, 10 * (event - 100)))
    expect(finding?.severity).toBe('info')
    expect((finding?.evidence['absorbedBytes'] ?? 0) / 65_536).toBeCloseTo(100, -1)
  })

  test('an answer that fits into the kernel says nothing', () => {
    expect(absorbed(1000, () => 0)).toEqual([])
  })
})
