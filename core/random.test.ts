import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'

const draws = (seed: number, key: string): number[] => {
  const random = seededRandom(seed).fork(key)
  return Array.from({ length: 8 }, () => random.next())
}

test('a fork depends on seed and key only, not on what was drawn before', () => {
  const parent = seededRandom(1)
  parent.next()
  parent.fork('other').next()
  const child = parent.fork('a')
  expect(Array.from({ length: 8 }, () => child.next())).toEqual(draws(1, 'a'))
})

test('another seed or another key gives other draws', () => {
  expect(draws(1, 'a')).not.toEqual(draws(2, 'a'))
  expect(draws(1, 'a')).not.toEqual(draws(1, 'b'))
  expect(draws(1, 'quick/1')).not.toEqual(draws(1, 'quick/2'))
})

test('first draws of neighbouring keys are spread evenly', () => {
  const first = Array.from({ length: 2_000 }, (_, i) => seededRandom(1).fork(`quick/${i}`).next())
  const mean = first.reduce((sum, x) => sum + x, 0) / first.length
  expect(mean).toBeCloseTo(0.5, 1)
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = first.filter((x) => Math.floor(x * 10) === tenth).length / first.length
    expect(share).toBeGreaterThan(0.07)
    expect(share).toBeLessThan(0.13)
  }
})

test.each([0.1, 0.5, 1, 4])(
  'gamma of shape %d has mean and variance equal to the shape',
  (shape) => {
    const random = seededRandom(9)
    const n = 200_000
    let sum = 0
    let squares = 0
    for (let i = 0; i < n; i++) {
      const x = random.gamma(shape)
      sum += x
      squares += x * x
    }
    const mean = sum / n
    expect(mean / shape).toBeCloseTo(1, 1)
    expect((squares / n - mean * mean) / shape).toBeCloseTo(1, 1)
  },
)
