import { expect, test } from 'vitest'
import { cleanup } from './cleanup.ts'

test('steps run newest first, each once, also when one fails', async () => {
  const order: string[] = []
  const undo = cleanup()
  undo.add(() => void order.push('first'))
  undo.add(() => {
    order.push('second')
    throw new Error('second failed')
  })
  undo.add(() => Promise.resolve(void order.push('third')))
  await expect(undo.run()).rejects.toThrow('second failed')
  await undo.run()
  expect(order).toEqual(['third', 'second', 'first'])
})
