import { expect, it } from 'vitest'
import { frameHead } from './ws-wire.ts'

it.each([
  [0, [0x81, 0]],
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 255, 255]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  [1_048_700, [0x81, 127, 0, 0, 0, 0, 0, 16, 0, 124]],
])('a frame of %i bytes says its length as RFC 6455, 5.2 has it', (length, bytes) => {
  expect([...Buffer.from(frameHead(0x81, length), 'latin1')]).toEqual(bytes)
})
