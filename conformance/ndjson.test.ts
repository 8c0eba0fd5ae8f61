import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Entry {
  readonly name: string
  readonly text?: string
  readonly hex?: string
  readonly lines: readonly string[]
}

const CORPUS = new URL('wire/ndjson.json', import.meta.url)
const entries: readonly Entry[] = JSON.parse(readFileSync(CORPUS, 'utf8'))

/** White space of JSON (RFC 8259, section 2) at either end. */
const trim = (line: string): string => line.replaceAll(/^[ \t\r]+|[ \t\r]+$/gu, '')

/** The rules of README.md over the whole text at once. Latin-1 keeps every byte, also of what is no UTF-8. */
function linesOf({ text, hex }: Entry): readonly string[] {
  const bytes = hex === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(hex, 'hex')
  const lines = bytes.toString('latin1').split('\n').map(trim)
  const last = lines.pop() ?? ''
  const all = isJson(last) ? [...lines, last] : lines
  return all.filter((line) => line !== '').map((line) => utf8(line))
}

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8')

function isJson(latin1: string): boolean {
  try {
    JSON.parse(utf8(latin1))
    return true
  } catch {
    return false
  }
}

describe('the corpus of JSON lines', () => {
  it.each(entries)('$name', (entry) => {
    expect(linesOf(entry)).toEqual(entry.lines)
  })
})
