import { expect, test } from 'vitest'
import { fixtureRecord } from '../fixture/stream-record.ts'
import { StreamTable } from '../read/stream-table.ts'
import { bystanderRatio } from './bystanders.ts'

/** Streams whose gaps are all `gapMs` of their number. */
function table(kind: string, count: number, gapMs: (i: number) => number): { table: StreamTable } {
  const made = new StreamTable()
  for (let i = 0; i < count; i++) {
    const gapsMs = Array.from({ length: 63 }, () => gapMs(i))
    made.add(fixtureRecord({ stream: `slow-reader/direct/${kind}/${i}`, gapsMs }))
  }
  return { table: made }
}

test('each bystander is compared with itself when it was alone', () => {
  const groups = new Map([
    ['slow-reader/alone\ndirect', table('alone', 20, (i) => 10 + i)],
    ['slow-reader/bystander\ndirect', table('bystander', 22, (i) => (10 + i) * 1.5)],
  ])
  const ratio = bystanderRatio(groups, 'slow-reader', 'direct')
  expect(ratio.bystanderPairs).toBe(20)
  expect(ratio.bystanderGapRatio).toBeCloseTo(1.5)
  expect(ratio.bystanderGapLowRatio).toBeCloseTo(1.5)
  expect(ratio.bystanderGapHighRatio).toBeCloseTo(1.5)
})

test('without the streams alone there is nothing to say', () => {
  const groups = new Map([['slow-reader/bystander\ndirect', table('bystander', 5, () => 20)]])
  expect(bystanderRatio(groups, 'slow-reader', 'direct')).toEqual({})
})
