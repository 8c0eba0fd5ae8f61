import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const KNOWN = [
  'rate',
  'route',
  'concurrency',
  'max-in-flight',
  'no-probe',
  'seed',
  'slo',
  'timeout-first',
  'api-key-env',
]

test.each([
  ['raet', 'rate'],
  ['rat', 'rate'],
  ['ratee', 'rate'],
  ['RATE', 'rate'],
  ['rout', 'route'],
  ['concurency', 'concurrency'],
  ['max-inflight', 'max-in-flight'],
  ['probe', 'no-probe'],
  ['sede', 'seed'],
  ['timeout', 'timeout-first'],
  ['api-key', 'api-key-env'],
])('%s most likely means %s', (typed, meant) => {
  expect(nearest(typed, KNOWN)).toBe(meant)
})

test.each(['verbose', 'x', 'foo', 'something-else', ''])('%s is near to none', (typed) => {
  expect(nearest(typed, KNOWN)).toBeUndefined()
})
