import { expect, test } from 'vitest'
import { segment } from './segment.ts'

test.each([
  ['1/2', { number: 1, of: 2 }],
  [' 2/2 ', { number: 2, of: 2 }],
  ['1/1', { number: 1, of: 1 }],
  ['1000/1000', { number: 1000, of: 1000 }],
])('%s is a share', (text, value) => {
  expect(segment(text, '--segment')).toEqual({ value })
})

test.each(['', '1', '0/2', '3/2', '1/0', 'a/b', '1/2/3', '-1/2', '1.5/2', '1/1001'])(
  '"%s" is none',
  (text) => {
    expect(segment(text, '--segment')).toMatchObject({
      refusals: [{ hint: expect.stringContaining('--segment 1/2 on one and --segment 2/2') }],
    })
  },
)
