import { expect, test } from 'vitest'
import { SCENARIOS } from '../../core/scenario/scenarios.ts'
import type { Values } from './options.ts'
import { shareableLoad } from './shareable-load.ts'

const scenario = (name: string) => SCENARIOS.filter((one) => one.name === name)
const half = { number: 1, of: 2 }
const check = (values: Values): readonly string[] =>
  shareableLoad({ values, given: new Map() }).map(({ message }) => message)

test.each<[string, Values]>([
  ['a whole load', { concurrency: 1, scenario: scenario('reload') }],
  ['one generator of one', { segment: { number: 1, of: 1 }, concurrency: 1 }],
  ['a steady scenario', { segment: half, scenario: scenario('baseline') }],
  ['a lane for each', { segment: half, concurrency: 2, 'max-in-flight': 2 }],
])('%s can be', (_title, values) => {
  expect(check(values)).toEqual([])
})

test.each(['arrival-ramp', 'reload', 'sticky'])('%s cannot be shared', (name) => {
  expect(check({ segment: half, scenario: scenario(name) })).toEqual([
    `--segment: the scenario ${name} cannot be shared, since what it does next depends on what it sees.`,
  ])
})

test('fewer lanes than generators cannot be shared, and each limit is named', () => {
  expect(check({ segment: half, concurrency: 1, 'max-in-flight': 1 })).toEqual([
    '--segment: 2 generators cannot share --concurrency 1.',
    '--segment: 2 generators cannot share --max-in-flight 1.',
  ])
})
