import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { Conversation } from './conversation.ts'
import { promptText } from './prompt-text.ts'

const textOf = promptText(seededRandom(1))
const begun = (key = 'a', thinkMs = 1_000): Conversation =>
  new Conversation({ questionTokens: 10, thinkMs, textOf }, seededRandom(1).fork(key))

test('each turn says all that was said, and adds the answer and a question', () => {
  const talk = begun()
  const first = talk.ask()
  talk.answered(3)
  const second = talk.ask()
  expect(first.map(({ length }) => length)).toEqual([40])
  expect(second.map(({ length }) => length)).toEqual([40, 12, 40])
  expect(second[0]).toBe(first[0])
  expect(second[2]).not.toBe(first[0])
})

test('an answer without a token leaves a message that is not empty', () => {
  const talk = begun()
  talk.ask()
  talk.answered(0)
  expect(talk.ask()[1]).toHaveLength(4)
})

test('the time to think is exponential, and a pure function of seed and turn', () => {
  const times = Array.from({ length: 2_000 }, (_, i) => begun(String(i)).answered(1))
  const mean = times.reduce((sum, one) => sum + one, 0) / times.length
  expect(mean / 1_000).toBeCloseTo(1, 1)
  // Of an exponential, e^-1 lies above the mean.
  const above = times.filter((one) => one > 1_000).length / times.length
  expect(above).toBeCloseTo(Math.exp(-1), 1)
  expect(begun('7').answered(1)).toBe(times[7])
  expect(begun('7', 0).answered(1)).toBe(0)
})
