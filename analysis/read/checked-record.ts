import { decodeRecord, type RecordLine } from '../../core/record/codec.ts'
import type { StreamRecord } from '../../core/record/record.ts'

const OPTIONAL_NUMBERS = [
  'dnsMs',
  'connectMs',
  'tlsMs',
  'sentMs',
  'headersMs',
  'firstByteMs',
  'firstEventMs',
  'ttftMs',
  'ttfaMs',
  'ttftFromSendMs',
  'e2eMs',
  'tailMs',
  'events',
  'contentEvents',
  'reads',
  'bytes',
  'textBytes',
  'tpotMs',
  'tokensPerSecond',
  'status',
  'coalescedEvents',
  'retryAfterS',
] as const
const OPTIONAL_STRINGS = [
  'protocol',
  'tokenSource',
  'finishReason',
  'instance',
  'stamp',
  'textSha256',
] as const
const GAP_NUMBERS = ['count', 'minMs', 'meanMs', 'p50Ms', 'p90Ms', 'p99Ms', 'maxMs'] as const
const LAG_NUMBERS = ['p50Ms', 'p99Ms', 'maxMs'] as const

/**
 * Decodes a line and checks, beyond what the codec does, the type of every optional field that is read here: one wrong
 * record must not turn a figure into NaN, nor a report into a crash.
 */
export function decodeChecked(text: string): RecordLine {
  const line = decodeRecord(text)
  if (line.kind !== 'stream') return line
  const problem = problemOf(line.record)
  return problem === undefined ? line : { kind: 'bad', problem }
}

function problemOf(record: StreamRecord): string | undefined {
  return (
    wrongField(record, OPTIONAL_NUMBERS, 'number') ??
    wrongField(record, OPTIONAL_STRINGS, 'string') ??
    wrongFields(record.gaps, GAP_NUMBERS, 'gaps') ??
    wrongFields(record.lag, LAG_NUMBERS, 'lag') ??
    wrongNumbers(record.gapsMs, 'gapsMs') ??
    wrongRows(record.gapHist, 2, 'gapHist') ??
    wrongRows(record.readsAt, 3, 'readsAt') ??
    wrongError(record)
  )
}

function wrongField(
  value: object,
  names: readonly string[],
  type: 'number' | 'string',
): string | undefined {
  for (const name of names) {
    const found: unknown = Reflect.get(value, name)
    if (found !== undefined && typeof found !== type) return `${name} is not a ${type}`
  }
  return undefined
}

function wrongFields(value: unknown, names: readonly string[], where: string): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null) return `${where} is not an object`
  for (const name of names) {
    if (typeof Reflect.get(value, name) !== 'number') return `${where}.${name} is not a number`
  }
  return undefined
}

function wrongNumbers(value: unknown, where: string): string | undefined {
  if (value === undefined) return undefined
  const right = Array.isArray(value) && value.every((item) => typeof item === 'number')
  return right ? undefined : `${where} is not a list of numbers`
}

function wrongRows(value: unknown, width: number, where: string): string | undefined {
  if (value === undefined) return undefined
  const right =
    Array.isArray(value) &&
    value.every(
      (row) => Array.isArray(row) && row.length === width && wrongNumbers(row, '') === undefined,
    )
  return right ? undefined : `${where} is not a list of rows of ${width} numbers`
}

function wrongError({ error }: StreamRecord): string | undefined {
  if (error === undefined) return undefined
  const value: unknown = error
  if (typeof value !== 'object' || value === null) return 'error is not an object'
  return wrongField(value, ['phase', 'code', 'message'], 'string')
}
