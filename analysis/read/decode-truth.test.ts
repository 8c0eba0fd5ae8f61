import { expect, it } from 'vitest'
import { decodeTruth } from './decode-truth.ts'

it('a stream is told from what a client reported of its end, and from anything else', () => {
  const stream = { v: 1, key: 'k', sent: 1, tokenMs: [1], dueMs: [1] }
  expect(decodeTruth(JSON.stringify(stream))).toEqual(stream)
  const departure = { v: 1, kind: 'departure', stream: 's', clientClosedMs: 1 }
  expect(decodeTruth(JSON.stringify(departure))).toBe('departure')
  for (const other of ['', '{"v":1', '{"v":2,"sent":1,"tokenMs":[]}', '{"v":1,"sent":1}', '[]']) {
    expect(decodeTruth(other)).toBeUndefined()
  }
})
