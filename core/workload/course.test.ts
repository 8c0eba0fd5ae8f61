import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { openStarts } from '../schedule/starts.ts'
import { classesCourse, traceCourse } from './course.ts'

const CLASSES = [
  { weight: 3, arrivals: { kind: 'gamma', cv: 3 } },
  { weight: 1, arrivals: { kind: 'poisson' } },
] as const
const course = () => classesCourse(CLASSES, 100, seededRandom(1))
const many = Array.from({ length: 8_000 }, (_, i) => i)

test('classes are merged in order of time, each by its share and its own burstiness', () => {
  const { offsetMs, turn } = course()
  const offsets = many.map(offsetMs)
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
  const of = (variant: number) => many.filter((i) => turn?.(i).variant === variant)
  expect(of(0).length / many.length).toBeCloseTo(0.75, 1)
  for (const variant of [0, 1]) {
    expect(of(variant).map((i) => turn?.(i).index)).toEqual(of(variant).map((_, i) => i))
  }
  expect(cvOf(of(0).map(offsetMs))).toBeGreaterThan(2.5)
  expect(cvOf(of(1).map(offsetMs))).toBeCloseTo(1, 1)
})

test('what was asked before does not change what is drawn', () => {
  const late = course().offsetMs(5_000)
  const other = course()
  other.offsetMs(10)
  expect(other.offsetMs(5_000)).toBe(late)
})

test('an open loop starts each stream at the instant of its row, on every route', () => {
  const { offsetMs } = traceCourse({ atMs: [0, 10, 10, 400] })
  const plan = { routes: 2, arrivals: { kind: 'constant' }, ratePerSecond: 1, streams: 4 } as const
  const blocks = { warmupMs: 0, blockMs: 1_000, settleMs: 500, durationMs: 401 }
  const starts = [...openStarts({ ...plan, ...blocks, offsetMs }, seededRandom(1))]
  const of = (route: number) => starts.filter((start) => start.route === route)
  expect(of(0).map(({ atMs }) => atMs)).toEqual([0, 10, 10, 400])
  const [first] = of(1)
  expect(of(1).map(({ atMs }) => atMs - (first?.atMs ?? 0))).toEqual([0, 10, 10, 400])
  expect(of(1).map(({ index }) => index)).toEqual([0, 1, 2, 3])
})

test('several generators share a trace without a gap', () => {
  const { offsetMs } = traceCourse({ atMs: [0, 10, 20, 30, 40] })
  const plan = { routes: 1, arrivals: { kind: 'constant' }, ratePerSecond: 1, streams: 5 } as const
  const blocks = { warmupMs: 0, blockMs: 1_000, settleMs: 0, durationMs: 41, offsetMs }
  const shares = [1, 2].map((number) => [
    ...openStarts({ ...plan, ...blocks, segment: { number, of: 2 } }, seededRandom(1)),
  ])
  expect(shares.map((starts) => starts.map(({ atMs }) => atMs))).toEqual([
    [0, 20, 40],
    [10, 30],
  ])
})

function cvOf(offsets: readonly number[]): number {
  const gaps = offsets.slice(1).map((at, i) => at - (offsets[i] ?? 0))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean
}
