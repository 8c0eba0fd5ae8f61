import { expect, test } from 'vitest'
import { duration, durationText } from './duration.ts'

const read = duration({ zero: false, mostMs: 3_600_000, example: '30s' })
const HINT = 'Give a number with its unit (ms, s, m or h), for example --duration 30s.'

test.each([
  ['200ms', 200],
  ['30s', 30_000],
  ['1.5s', 1_500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['250us', 0.25],
  [' 5 s ', 5_000],
])('%s is %d ms', (text, value) => {
  expect(read(text, '--duration')).toEqual({ value })
})

test.each([
  ['', '"" is not a duration.'],
  ['abc', '"abc" is not a duration.'],
  ['30', '"30" is not a duration.'],
  ['-5s', '"-5s" is not a duration.'],
  ['NaN', '"NaN" is not a duration.'],
  ['1e3s', '"1e3s" is not a duration.'],
  ['5d', '"5d" is not a duration.'],
  ['0', '"0" is too short.'],
  ['0s', '"0s" is too short.'],
  ['2h', '"2h" is too long: at most 1h.'],
  ['999999999999999999999h', '"999999999999999999999h" is too long: at most 1h.'],
])('%s is refused', (text, message) => {
  expect(read(text, '--duration')).toEqual({ refusals: [{ message, hint: HINT }] })
})

test('zero is a duration where it means "none"', () => {
  const warmup = duration({ zero: true, mostMs: 1_000, example: '5s' })
  expect(warmup('0', '--warmup')).toEqual({ value: 0 })
  expect(warmup('0s', '--warmup')).toEqual({ value: 0 })
})

test.each([
  [0, '0'],
  [0.25, '0.25ms'],
  [1_500, '1500ms'],
  [30_000, '30s'],
  [605_000, '605s'],
  [600_000, '10m'],
  [7_200_000, '2h'],
])('%d ms is shown as %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text)
})
