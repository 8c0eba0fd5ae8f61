import { expect, test } from 'vitest'
import { diskFull, isDiskFull } from './disk-full.ts'

const systemError = (code: string): Error => Object.assign(new Error(code), { code })

test.each([
  [systemError('ENOSPC'), true],
  [systemError('EDQUOT'), true],
  [systemError('EACCES'), false],
  [new Error('ENOSPC'), false],
  ['ENOSPC', false],
])('%s: %s', (error, expected) => {
  expect(isDiskFull(error)).toBe(expected)
})

test('a full disk is exit 3, and names the folder', () => {
  expect(diskFull('results/x')).toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('results/x'),
  })
})
