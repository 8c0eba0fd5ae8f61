import { expect, it } from 'vitest'
import { createBatch } from './batch.ts'

it('a batch that was longer before shows nothing of it', () => {
  const batch = createBatch()
  for (let i = 0; i < 5; i++) batch.add(`old${i}`, i, i)
  batch.clear()
  expect([batch.count(), batch.bytes(), batch.joined('')]).toEqual([0, 0, ''])
  batch.add('a', 7, 1.5)
  expect(batch.joined('')).toBe('a')
  batch.add('bc', 8, 2.5)
  expect([batch.count(), batch.bytes(), batch.joined('head ')]).toEqual([2, 3, 'head abc'])
  expect(batch.duesMs.slice(0, batch.count())).toEqual([1.5, 2.5])
  batch.replace((piece, index) => `${piece}${index}`)
  expect(batch.joined('')).toBe('a7bc8')
})
