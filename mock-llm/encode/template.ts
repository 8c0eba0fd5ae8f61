import type { CutHow } from '../../core/plan/plan.ts'
import { encodeSse } from '../../core/wire/sse-encode.ts'
import { HALF_CHARACTER, jsonBytes, utf8Bytes } from './bytes.ts'

/** Stands for the token's text while the event around it is encoded. */
export const MARK = '\u0000token\u0000'

/** An event of which only one text is different each time: everything else is encoded once. */
export interface Template {
  readonly with: (text: string) => string
  /** Its beginning: up to within the text, or within a character of it. */
  readonly part: (text: string, how: CutHow) => string
}

/** The template of an event's bytes, in which `MARK` stands for the text. */
export function template(eventBytes: string): Template {
  const mark = jsonBytes(MARK)
  const at = eventBytes.lastIndexOf(mark)
  const prefix = eventBytes.slice(0, at)
  const suffix = eventBytes.slice(at + mark.length)
  return {
    with: (text) => prefix + jsonBytes(text) + suffix,
    part: (text, how) =>
      prefix + jsonBytes(text).slice(0, -1) + (how === 'mid-char' ? HALF_CHARACTER : ''),
  }
}

/** One SSE event without a name. */
export const dataEvent = (json: unknown): string =>
  utf8Bytes(encodeSse({ data: JSON.stringify(json) }))

/** One SSE event that is named as its `type` says. */
export const typedEvent = (json: {
  readonly type: string
  readonly [name: string]: unknown
}): string => utf8Bytes(encodeSse({ event: json.type, data: JSON.stringify(json) }))

/** One line of NDJSON. */
export const jsonLine = (json: unknown): string => utf8Bytes(`${JSON.stringify(json)}\n`)
