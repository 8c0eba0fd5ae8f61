import { expect, test } from 'vitest'
import { turnsOf } from './turns.ts'

const turns = (weights: readonly number[], count: number) =>
  Array.from({ length: count }, (_, i) => turnsOf(weights)(i))

test('one kind: every stream has its own number', () => {
  expect(turns([1], 3)).toEqual([0, 1, 2].map((index) => ({ variant: 0, index })))
})

test('equal weights alternate, so stream k of each kind stands beside the others', () => {
  expect(turns([1, 1, 1], 6).map(({ variant, index }) => `${variant}.${index}`)).toEqual([
    '0.0',
    '1.0',
    '2.0',
    '0.1',
    '1.1',
    '2.1',
  ])
})

test('weights are kept in each round and numbers have no holes', () => {
  const all = turns([1, 4], 50)
  const numbers = (kind: number) => all.filter((t) => t.variant === kind).map((t) => t.index)
  expect(numbers(0)).toEqual(Array.from({ length: 10 }, (_, i) => i))
  expect(numbers(1)).toEqual(Array.from({ length: 40 }, (_, i) => i))
  expect(all.slice(0, 5).map((t) => t.variant)).toEqual([1, 1, 0, 1, 1])
})
