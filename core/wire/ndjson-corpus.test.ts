import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createNdjsonParser } from './ndjson-parser.ts'

/** One entry of the corpus that the Go ear is tested against too. */
interface Entry {
  readonly name: string
  readonly text?: string
  readonly hex?: string
  readonly lines: readonly string[]
}

const CORPUS = new URL('../../conformance/wire/ndjson.json', import.meta.url)
const entries: readonly Entry[] = JSON.parse(readFileSync(CORPUS, 'utf8'))

const bytesOf = ({ text, hex }: Entry): Uint8Array =>
  hex === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(hex, 'hex')

function parse(portions: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = []
  const parser = createNdjsonParser({ onLine: (line) => lines.push(line) })
  for (const portion of portions) parser.feed(portion)
  parser.end()
  return lines
}

describe('the corpus', () => {
  it('is there', () => {
    expect(entries.length).toBeGreaterThan(14)
  })

  it.each(entries)('$name', (entry) => {
    const bytes = bytesOf(entry)
    expect(parse([bytes])).toEqual(entry.lines)
    expect(parse(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(entry.lines)
    for (let at = 0; at <= bytes.length; at++) {
      expect(parse([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(entry.lines)
    }
  })
})

it('the end tells half a line from none', () => {
  const parser = createNdjsonParser({ onLine: () => undefined })
  parser.feed(Buffer.from('{"a":1}\n{"b"'))
  expect(parser.end()).toBe(true)
  const whole = createNdjsonParser({ onLine: () => undefined })
  whole.feed(Buffer.from('{"a":1}\n{"b":2}'))
  expect(whole.end()).toBe(false)
})
