import { expect, test } from 'vitest'
import { arrivals, arrivalsText } from './arrivals.ts'

test.each([
  ['constant', { kind: 'constant' }],
  ['poisson', { kind: 'poisson' }],
  ['gamma:2', { kind: 'gamma', cv: 2 }],
  ['gamma:0.5', { kind: 'gamma', cv: 0.5 }],
] as const)('%s is a kind of arrivals', (text, value) => {
  expect(arrivals(text, '--arrivals')).toEqual({ value })
  expect(arrivalsText(value)).toBe(text)
})

test.each([
  ['', '"" is not a kind of arrivals.'],
  ['uniform', '"uniform" is not a kind of arrivals.'],
  ['gamma', '"gamma" is not a kind of arrivals.'],
  ['gamma:-1', '"gamma:-1" is not a kind of arrivals.'],
  ['gamma:0', '"gamma:0" has no variation: that is constant.'],
  ['gamma:11', '"gamma:11" is too bursty: CV is at most 10.'],
])('%s is refused', (text, message) => {
  const hint = 'Give constant, poisson or gamma:CV, for example --arrivals gamma:2.'
  expect(arrivals(text, '--arrivals')).toEqual({ refusals: [{ message, hint }] })
})
