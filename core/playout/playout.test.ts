import { assert, constantFrom, double, integer, nat, property, array as list } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fluidity } from './fluidity.ts'
import { READER_NAMES, READERS } from './readers.ts'
import { playOut } from './stalls.ts'

const gaps = list(double({ min: 0, max: 3000, noNaN: true }), { maxLength: 80 })
const speed = constantFrom(...READER_NAMES.map((name) => READERS[name]))
const perEvent = integer({ min: 1, max: 6 })

/** Both rules as the papers write them, over absolute instants and single tokens. */
function playedByTheBook(gapsMs: readonly number[], readingMs: number): number[] {
  const at = [0]
  for (const gap of gapsMs) at.push(at.at(-1)! + gap)
  const played = [at[0]!]
  for (const arrival of at.slice(1)) played.push(Math.max(arrival, played.at(-1)! + readingMs))
  return played
}

function fluidityByTheBook(
  ttftMs: number,
  gapsMs: readonly number[],
  each: { perEvent: number; nextMs: number },
) {
  const tokens = [ttftMs, ...gapsMs].flatMap((gap) => [
    gap,
    ...Array.from({ length: each.perEvent - 1 }, () => 0),
  ])
  let [slack, missed, total] = [0, 0, 0]
  for (const [i, t] of tokens.entries()) {
    const deadline = i === 0 ? 1000 : each.nextMs
    if (t <= deadline + slack) {
      slack += deadline - t
      total += 1
    } else {
      const miss = Math.floor((t - slack - deadline) / each.nextMs) + 1
      missed += miss
      total += miss
      slack = 0
    }
  }
  return 1 - missed / total
}

describe('stalls', () => {
  // The rows of TestPlayoutStalls in xk6-streamgauge/internal/record: one rule in both languages.
  test.each([
    ['faster than the reader', [20, 20, 20], 1, [0, 0, 0]],
    ['as fast as the reader', [40, 40], 1, [0, 0, 0]],
    ['a pause that the reader does not notice', [20, 20, 20, 100], 1, [0, 0, 0]],
    ['a pause that the reader notices', [40, 300, 40], 1, [1, 260, 260]],
    ['short waits are no stalls, but add up', [100, 100], 1, [0, 120, 60]],
    ['four tokens an event are read in 160 ms', [150, 150], 4, [0, 0, 0]],
  ])('%s', (_, gapsMs, tokensPerEvent, [stalls, stalledMs, longestMs]) => {
    expect(playOut({ gapsMs, tokensPerEvent }, READERS.interactive)).toMatchObject({
      stalls,
      stalledMs,
      longestMs,
    })
  })

  test('the waits are those of the recursion over instants', () => {
    assert(
      property(gaps, speed, perEvent, (gapsMs, tokensPerSecond, tokensPerEvent) => {
        const readingMs = (1000 * tokensPerEvent) / tokensPerSecond
        const played = playedByTheBook(gapsMs, readingMs)
        const waits = played.slice(1).map((at, i) => at - played[i]! - readingMs)
        const found = playOut({ gapsMs, tokensPerEvent }, tokensPerSecond)
        expect(found.playedMs).toBeCloseTo(played.at(-1)! - played[0]!, 6)
        expect(found.stalledMs).toBeCloseTo(
          waits.reduce((sum, wait) => sum + wait, 0),
          6,
        )
        expect(found.longestMs).toBeCloseTo(Math.max(0, ...waits), 6)
      }),
    )
  })

  test('a faster reader never waits less', () => {
    assert(
      property(gaps, (gapsMs) => {
        const waits = READER_NAMES.map(
          (name) => playOut({ gapsMs, tokensPerEvent: 1 }, READERS[name]).stalledMs,
        )
        expect(waits).toEqual(waits.toSorted((a, b) => a - b))
      }),
    )
  })

  test('the order matters: a pause after a head start is shorter than the same pause first', () => {
    const early = playOut({ gapsMs: [400, 10, 10, 10], tokensPerEvent: 1 }, 10)
    const late = playOut({ gapsMs: [10, 10, 10, 400], tokensPerEvent: 1 }, 10)
    expect(early.stalledMs).toBe(300)
    expect(late.stalledMs).toBe(30)
  })
})

describe('fluidity', () => {
  // The rows of TestFluidity in xk6-streamgauge/internal/record.
  test.each([
    ['all in time', 900, [40, 40], 1],
    ['the first too late by up to 40 ms misses one deadline', 1010, [40], 0.5],
    ['slack of the first covers a pause', 800, [200], 1],
    ['a pause without slack misses as many deadlines as it lasts', 1000, [100], 1 - 2 / 3],
  ])('%s', (_, ttftMs, gapsMs, expected) => {
    expect(fluidity({ ttftMs, gapsMs, tokensPerEvent: 1 }, READERS.interactive)).toBeCloseTo(
      expected,
      12,
    )
  })

  test('tokens of one event count one by one', () => {
    assert(
      property(nat(4000), gaps, perEvent, speed, (ttftMs, gapsMs, tokensPerEvent, rate) => {
        const each = { perEvent: tokensPerEvent, nextMs: 1000 / rate }
        expect(fluidity({ ttftMs, gapsMs, tokensPerEvent }, rate)).toBeCloseTo(
          fluidityByTheBook(ttftMs, gapsMs, each),
          9,
        )
      }),
    )
  })

  test('is a ratio, and 1 exactly where every deadline was kept', () => {
    assert(
      property(nat(4000), gaps, speed, (ttftMs, gapsMs, rate) => {
        const found = fluidity({ ttftMs, gapsMs, tokensPerEvent: 1 }, rate)
        expect(found).toBeGreaterThanOrEqual(0)
        expect(found).toBeLessThanOrEqual(1)
        const punctual = gapsMs.map((gap) => Math.min(gap, 1000 / rate))
        expect(
          fluidity({ ttftMs: Math.min(ttftMs, 1000), gapsMs: punctual, tokensPerEvent: 1 }, rate),
        ).toBe(1)
      }),
    )
  })
})
