import { expect, test } from 'vitest'
import { lostPushes } from './lost-pushes.ts'

const FAILED = 'Failed to send the time series data to the endpoint\n'

test('no doubt where every push arrived', () => {
  expect(lostPushes('all is well\n', 'http://h/w')).toEqual([])
})

test.each([
  [1, '1 push of metrics to http://h/w failed'],
  [3, '3 pushes of metrics to http://h/w failed'],
])('%i failed', (count, finding) => {
  const doubts = lostPushes(`x\n${FAILED.repeat(count)}`, 'http://h/w')
  expect(doubts).toHaveLength(1)
  expect(doubts[0]?.finding).toContain(finding)
})
