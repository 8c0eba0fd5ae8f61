import { plain } from '../../core/dialect/plain.ts'
import { encodeSse } from '../../core/wire/sse-encode.ts'
import { errorObject } from '../request/error-object.ts'
import { HALF_CHARACTER, jsonBytes, utf8Bytes } from './bytes.ts'
import type { Encoder } from './encoder.ts'

const TERMINATOR = encodeSse({ data: String(plain.decode.terminator?.equals) })
const HEAD = 'data: {"token":'
const TAIL = '}\n\n'

/**
 * The chat application's SSE. `numbered` (the form for EventSource) puts an `id:` before each event, the
 * terminator's being one above the last token's.
 */
export function plainEncoder(numbered: boolean): Encoder {
  const id = numbered ? (index: number): string => `id: ${index}\n` : (): string => ''
  return {
    opening: '',
    token: (text, index) => id(index) + HEAD + jsonBytes(text) + TAIL,
    finish: (step, sent) => (step.unterminated === true ? '' : id(step.index ?? sent) + TERMINATOR),
    error: (kind, _, message) =>
      utf8Bytes(encodeSse({ data: JSON.stringify(errorObject(kind, message)) })),
    part: (text, how) =>
      HEAD + jsonBytes(text).slice(0, -1) + (how === 'mid-char' ? HALF_CHARACTER : ''),
  }
}
