import { expect, test } from 'vitest'
import { knobRange, knobValues, numberOf, readKnob } from './knob-values.ts'
import type { Knob } from './scenario.ts'

const cv: Knob = { shows: 'burstiness', value: 3, least: 1, most: 6 }
const lanes: Knob = { shows: 'lanes', value: 4, least: 1, most: 9, whole: true }
const by: Knob = { shows: 'affinity', value: 'cookie', choices: ['cookie', 'ip'] }

test.each<[Knob, string, number | string | undefined]>([
  [cv, '2.5', 2.5],
  [cv, '7', undefined],
  [cv, '', undefined],
  [cv, 'much', undefined],
  [cv, 'NaN', undefined],
  [lanes, '2', 2],
  [lanes, '2.5', undefined],
  [by, 'ip', 'ip'],
  [by, 'IP', undefined],
])('%j reads "%s" as %s', (knob, text, value) => {
  expect(readKnob(knob, text)).toBe(value)
})

test('a knob says what it takes', () => {
  expect([cv, lanes, by].map(knobRange)).toEqual([
    'a number from 1 to 6',
    'a whole number from 1 to 9',
    'one of cookie, ip',
  ])
})

test('what is not given has its default', () => {
  const values = knobValues({ cv, by }, new Map([['cv', '2']]))
  expect(values).toEqual({ cv: 2, by: 'cookie' })
  expect(numberOf(values, 'cv')).toBe(2)
  expect(() => numberOf(values, 'by')).toThrow('no number is called by')
})
