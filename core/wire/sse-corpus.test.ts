import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createSseParser, type SseEvent } from './sse-parser.ts'

/** One entry of the corpus that the Go ear is tested against too. */
interface Entry {
  readonly name: string
  readonly text?: string
  readonly hex?: string
  readonly events: readonly SseEvent[]
}

const CORPUS = new URL('../../conformance/wire/sse.json', import.meta.url)
const entries: readonly Entry[] = JSON.parse(readFileSync(CORPUS, 'utf8'))

const bytesOf = ({ text, hex }: Entry): Uint8Array =>
  hex === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(hex, 'hex')

function parse(portions: readonly Uint8Array[]): readonly SseEvent[] {
  const events: SseEvent[] = []
  const parser = createSseParser({ onEvent: (event) => events.push(event) })
  for (const portion of portions) parser.feed(portion)
  parser.end()
  return events
}

describe('the corpus', () => {
  it('is there', () => {
    expect(entries.length).toBeGreaterThan(20)
  })

  it.each(entries)('$name', (entry) => {
    const bytes = bytesOf(entry)
    expect(parse([bytes])).toEqual(entry.events)
    expect(parse(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(entry.events)
    for (let at = 0; at <= bytes.length; at++) {
      expect(parse([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(entry.events)
    }
  })
})
