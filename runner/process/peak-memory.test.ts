import { expect, test } from 'vitest'
import { peakMemory } from './peak-memory.ts'

test('of ourselves at least what is resident now, of nobody nothing', () => {
  const peak = peakMemory(process.pid)
  if (process.platform === 'linux') expect(peak).toBeGreaterThan(10_000_000)
  expect(peakMemory(2 ** 30)).toBeUndefined()
})
