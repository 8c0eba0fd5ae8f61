import { HALF_CHARACTER, utf8Bytes } from './bytes.ts'
import type { Encoder } from './encoder.ts'

/**
 * Raw text: no event, no terminator, no room for an error (the door turns one into a broken body). Half an event is half
 * of the token's text.
 */
export const chunkedEncoder = (): Encoder => ({
  opening: '',
  token: (text) => utf8Bytes(text),
  finish: () => '',
  error: () => '',
  part: (text, how) => {
    const characters = Array.from(text)
    const half = characters.slice(0, Math.ceil(characters.length / 2)).join('')
    return utf8Bytes(half) + (how === 'mid-char' ? HALF_CHARACTER : '')
  },
})
