import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../core/random.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { fixtureStreams } from '../fixture/streams.ts'
import { GroupTally } from '../read/group-tally.ts'
import type { SteadyState } from '../summary/steady-state.ts'
import { loadOf } from './load.ts'
import { steadyStateOf } from './steady-state.ts'

const SERVICE_MS = 900

/** A queue before `servers`: Poisson arrivals at `rate(t)` a second, exponential service; what waits gets its first token late. */
function queued(seconds: number, rate: (s: number) => number, seed = 1): readonly StreamRecord[] {
  const random = seededRandom(seed)
  const free = Array.from({ length: 20 }, () => 0)
  const starts: number[] = []
  for (let at = 0; at < seconds * 1000;) {
    at += (1000 / rate(at / 1000)) * random.exponential()
    starts.push(at)
  }
  return starts.map((start, i) => {
    const server = free.indexOf(Math.min(...free))
    const begin = Math.max(start, free[server]!)
    const end = begin + SERVICE_MS * random.exponential()
    free[server] = end
    return fixtureRecord({
      stream: `quick/direct/${i}`,
      scheduledMs: start,
      startedMs: start,
      startDelayMs: 0,
      ttftMs: begin - start + 100,
      e2eMs: end - start,
      endMs: end - start,
      contentEvents: 3,
      gapsMs: [20, 20],
    })
  })
}

const judged = (records: readonly StreamRecord[]) => judgeMade({ records }).summary

function stateOf(records: readonly StreamRecord[]): SteadyState | undefined {
  const tally = new GroupTally('quick', 'direct')
  for (const record of records) tally.add(record)
  const load = loadOf(tally, false)
  return load && steadyStateOf(tally, load)
}

describe('a load', () => {
  test('that is served is steady, and has percentiles', () => {
    const summary = judged(queued(120, () => 15))
    expect(summary.groups[0]?.steadyState).toMatchObject({ result: 'steady', wantedDiscardS: 30 })
    expect(summary.groups[0]?.steadyState?.discardedS).toBeGreaterThan(29)
    expect(summary.groups[0]?.ttftMs?.p95.value).toBeGreaterThan(99)
    expect(summary.doubts.map((doubt) => doubt.code)).not.toContain('unstable')
  })

  test('that is more than is served is unstable, and that stands in place of a percentile', () => {
    const summary = judged(queued(120, () => 30))
    const [group] = summary.groups
    expect(group?.steadyState?.result).toBe('unstable')
    expect(group?.steadyState?.openStreams?.perSecond).toBeGreaterThan(4)
    for (const wait of ['ttftMs', 'ttftFromSendMs', 'ttfaMs', 'e2eMs'] as const) {
      expect(group).not.toHaveProperty(`${wait}.p50.value`)
      expect(group).toHaveProperty(`${wait}.p99.unstableAtPerSecond`, expect.closeTo(30, -1))
    }
    expect(group).toHaveProperty('gapMs.p50.value')
    expect(summary.doubts.find((doubt) => doubt.code === 'unstable')?.finding).toMatch(
      /quick on direct is unstable at (2\d|3\d)\.\d starts a second: open streams rose by \d+/u,
    )
  })

  test('that is far more than is served is unstable too, though its first streams queued already', () => {
    expect(stateOf(queued(40, () => 90))?.result).toBe('unstable')
  })

  test('whose starts come ever faster is driven, not unstable', () => {
    expect(stateOf(queued(120, (s) => 2 + s / 10))?.result).toBe('driven')
  })

  test('of which only TTFT rises is not steady', () => {
    const records = fixtureStreams(3000, (i) => ({
      scheduledMs: 30 * i,
      startedMs: 30 * i,
      ttftMs: 200 + i / 20,
      endMs: 1460,
    }))
    const summary = judged(records)
    expect(summary.groups[0]?.steadyState?.result).toBe('rising')
    expect(summary.doubts.map((doubt) => doubt.code)).toContain('not-steady')
    expect(summary.groups[0]?.ttftMs?.p50.value).toBeDefined()
  })

  test('too short to tell is unknown', () => {
    expect(stateOf(fixtureStreams(60))?.result).toBe('unknown')
  })

  test('a stream without a token has waited all the same: time-outs do not flatten the rise', () => {
    const capped = queued(120, () => 30).map((record) => {
      if ((record.ttftMs ?? 0) < 10_000) return record
      const { ttftMs: _, ttfaMs: _a, e2eMs: _e, gapsMs: _g, ...rest } = record
      return { ...rest, outcome: 'timeout_first' as const, endMs: record.ttftMs!, contentEvents: 0 }
    })
    expect(stateOf(capped)?.result).toBe('unstable')
  })

  test('false alarms are rare: of 30 loads that are served none is unstable, at most 2 are not steady', () => {
    const results = Array.from(
      { length: 30 },
      (_, i) => stateOf(queued(90, () => 14, i + 10))?.result,
    )
    expect(results.filter((result) => result === 'unstable')).toEqual([])
    expect(
      results.filter((result) => result === 'rising' || result === 'driven').length,
    ).toBeLessThanOrEqual(2)
  }, 60_000)
})

/** Blocks of 25 s with pauses: within each the queue fills, and is gone before the next. */
function blocks(rate: number): readonly StreamRecord[] {
  return [0, 1, 2, 3].flatMap((block) => {
    const route = block % 2 === 0 ? 'direct' : 'nginx'
    return queued(25, () => rate, block + 1).map((record, i) => ({
      ...record,
      route,
      stream: `quick/${route}/${block}-${i}`,
      scheduledMs: record.scheduledMs + 90_000 * block,
      startedMs: record.startedMs + 90_000 * block,
    }))
  })
}

describe('routes in turn', () => {
  test.each([
    [60, 'unstable'],
    [10, 'steady'],
  ])('%i starts a second: within the blocks it is %s', (rate, expected) => {
    const states = judged(blocks(rate)).groups.map((group) => group.steadyState?.result)
    expect(states).toEqual([expected, expected])
  })
})
