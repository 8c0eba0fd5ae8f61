import { expect, test } from 'vitest'
import { rate } from './rate.ts'

const HINT = 'Give streams per second, for example --rate 20 or --rate 300/m.'

test.each([
  ['20', 20],
  ['20/s', 20],
  ['300/m', 5],
  ['0.5', 0.5],
  ['1/m', 1 / 60],
  [' 20 /s', 20],
])('%s is %d streams a second', (text, value) => {
  expect(rate(text, '--rate')).toEqual({ value })
})

test.each([
  ['fast', '"fast" is not a rate.'],
  ['', '"" is not a rate.'],
  ['NaN', '"NaN" is not a rate.'],
  ['Infinity', '"Infinity" is not a rate.'],
  ['1e3', '"1e3" is not a rate.'],
  ['20/h', '"20/h" is not a rate.'],
  ['20 per second', '"20 per second" is not a rate.'],
  ['0', '"0" is too low: at least 0.001/s.'],
  ['-5', '"-5" is too low: at least 0.001/s.'],
  ['0.0001', '"0.0001" is too low: at least 0.001/s.'],
  ['100001', '"100001" is too high: at most 100000/s.'],
  [`1${'0'.repeat(400)}`, `"1${'0'.repeat(400)}" is too high: at most 100000/s.`],
])('%s is refused', (text, message) => {
  expect(rate(text, '--rate')).toEqual({ refusals: [{ message, hint: HINT }] })
})
