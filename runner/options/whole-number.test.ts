import { expect, test } from 'vitest'
import { wholeNumber } from './whole-number.ts'

const seed = wholeNumber({ least: 0, most: Number.MAX_SAFE_INTEGER, example: 42 })
const streams = wholeNumber({ least: 1, most: 1_000, example: 200 })

test('every whole number of the range is taken, its ends too', () => {
  expect(seed('0', '--seed')).toEqual({ value: 0 })
  expect(seed('9007199254740991', '--seed')).toEqual({ value: 9_007_199_254_740_991 })
  expect(streams(' 1000 ', '--streams')).toEqual({ value: 1_000 })
})

test.each([
  ['', 'is not a whole number.'],
  ['abc', 'is not a whole number.'],
  ['1.5', 'is not a whole number.'],
  ['1e3', 'is not a whole number.'],
  ['0x10', 'is not a whole number.'],
  ['NaN', 'is not a whole number.'],
  ['-1', 'is too small.'],
  ['0', 'is too small.'],
  ['1001', 'is too large.'],
  ['99999999999999999999999999', 'is too large.'],
])('%s is refused', (text, why) => {
  expect(streams(text, '--streams')).toEqual({
    refusals: [
      {
        message: `"${text}" ${why}`,
        hint: 'Give a whole number from 1 to 1000, for example --streams 200.',
      },
    ],
  })
})

test('a number just beyond 2^53 is not rounded into the range', () => {
  expect(seed('9007199254740992', '--seed')).toHaveProperty('refusals')
})
