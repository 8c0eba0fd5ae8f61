import { OUTCOMES } from '../outcome.ts'
import type { EndRecord, StreamRecord } from './record.ts'
import { RECORD_VERSION } from './record.ts'

/** One line of a records file, decoded. */
export type RecordLine =
  | { readonly kind: 'stream'; readonly record: StreamRecord }
  | { readonly kind: 'end'; readonly end: EndRecord }
  | { readonly kind: 'bad'; readonly problem: string }

const OUTCOME_NAMES: ReadonlySet<string> = new Set(OUTCOMES)
const STREAM_STRINGS = ['run', 'scenario', 'stream', 'target', 'route', 'dialect', 'at'] as const
const STREAM_NUMBERS = ['scheduledMs', 'startedMs', 'startDelayMs', 'endMs', 'tokens'] as const

/** A record as its NDJSON line, line feed included. */
export function encodeRecord(record: StreamRecord | EndRecord): string {
  return `${JSON.stringify(record)}\n`
}

/**
 * Decodes one line (without its line feed). Unknown fields are kept: adding is allowed within version
 * 1. A line that is not a version-1 record comes back as `bad` with the reason, never as an exception.
 */
export function decodeRecord(line: string): RecordLine {
  const value = parse(line)
  if (typeof value !== 'object' || value === null) return bad('not a JSON object')
  const fields = value as Record<string, unknown>
  if (fields['v'] !== RECORD_VERSION) {
    return bad(`v is ${JSON.stringify(fields['v'])}, expected ${RECORD_VERSION}`)
  }
  return fields['end'] === true ? decodeEnd(fields) : decodeStream(fields)
}

function decodeEnd(fields: Record<string, unknown>): RecordLine {
  for (const name of ['records', 'started']) {
    if (typeof fields[name] !== 'number') return bad(`${name} is not a number`)
  }
  return { kind: 'end', end: fields as unknown as EndRecord }
}

function decodeStream(fields: Record<string, unknown>): RecordLine {
  for (const name of STREAM_STRINGS) {
    if (typeof fields[name] !== 'string') return bad(`${name} is not a string`)
  }
  for (const name of STREAM_NUMBERS) {
    if (typeof fields[name] !== 'number') return bad(`${name} is not a number`)
  }
  if (!OUTCOME_NAMES.has(String(fields['outcome']))) {
    return bad(`outcome ${JSON.stringify(fields['outcome'])} is not a known class`)
  }
  return { kind: 'stream', record: fields as unknown as StreamRecord }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const bad = (problem: string): RecordLine => ({ kind: 'bad', problem })
