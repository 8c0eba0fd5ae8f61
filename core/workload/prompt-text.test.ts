import { assert, integer, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { promptText } from './prompt-text.ts'

const made = (seed: number) => promptText(seededRandom(seed))
const own = (key: string) => seededRandom(1).fork(key)

test('four characters a token, printable ASCII, whatever the length', () => {
  const textOf = made(1)
  assert(
    property(integer({ min: 1, max: 100_000 }), string(), (tokens, key) => {
      const text = textOf(tokens, own(key))
      expect(text).toHaveLength(4 * tokens)
      expect(text).toMatch(/^[ -~]*$/u)
    }),
    { numRuns: 30 },
  )
})

test('the same seed and key give the same text, and no two keys begin alike', () => {
  expect(made(7)(300, own('a'))).toBe(made(7)(300, own('a')))
  const textOf = made(7)
  const beginnings = Array.from({ length: 2_000 }, (_, i) => textOf(8, own(String(i))))
  expect(new Set(beginnings).size).toBe(2_000)
})
