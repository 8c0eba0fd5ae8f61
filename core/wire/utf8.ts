/**
 * UTF-8 bytes to text as the Encoding Standard's decoder does it (https://encoding.spec.whatwg.org/#utf-8-decoder): each
 * maximal part of an ill-formed sequence becomes one U+FFFD. k6's engine has no TextDecoder.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const units: number[] = []
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    if (byte < 0x80) {
      units.push(byte)
      at++
    } else {
      const [codePoint, length] = sequence(bytes, at, byte)
      if (codePoint > 0xffff) {
        units.push(0xd800 + ((codePoint - 0x10000) >> 10), 0xdc00 + ((codePoint - 0x10000) & 0x3ff))
      } else units.push(codePoint)
      at += length
    }
    if (units.length >= UNITS_AT_ONCE) {
      text += String.fromCharCode(...units)
      units.length = 0
    }
  }
  return text + String.fromCharCode(...units)
}

/** Far below the number of arguments that any engine takes. */
const UNITS_AT_ONCE = 4_096
const REPLACEMENT = 0xfffd

/** The code point of the sequence at `at` and the bytes it takes; U+FFFD for an ill-formed one. */
function sequence(bytes: Uint8Array, at: number, lead: number): readonly [number, number] {
  const length = sequenceLength(lead)
  if (length === 0) return [REPLACEMENT, 1]
  let codePoint = lead & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i]
    const [least, most] = i === 1 ? secondByteRange(lead) : [0x80, 0xbf]
    if (byte === undefined || byte < least || byte > most) return [REPLACEMENT, i]
    codePoint = (codePoint << 6) | (byte & 0x3f)
  }
  return [codePoint, length]
}

function sequenceLength(lead: number): 0 | 2 | 3 | 4 {
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
}

/** Rules out overlong forms, surrogates and what lies above U+10FFFF. */
function secondByteRange(lead: number): readonly [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf]
  if (lead === 0xed) return [0x80, 0x9f]
  if (lead === 0xf0) return [0x90, 0xbf]
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf]
}
