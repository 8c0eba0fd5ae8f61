import { encodeSse } from '../../core/wire/sse-encode.ts'
import { errorObject } from '../request/error-object.ts'
import { HALF_CHARACTER, jsonBytes, utf8Bytes } from './bytes.ts'
import type { Encoder } from './encoder.ts'

const HEAD = 'data: {"type":"token","content":'
const TAIL = '}\n\n'

const event = (json: object): string => utf8Bytes(encodeSse({ data: JSON.stringify(json) }))

/** Events of `/chat/resilient`: tokens, announced retries, one error that ends it, done. */
export const resilientEncoder = (): Encoder => ({
  opening: '',
  token: (text) => HEAD + jsonBytes(text) + TAIL,
  notice: ({ retry, waitMs }) =>
    event({
      type: 'error',
      recoverable: true,
      message: `Rate limited. Retry ${retry} in ${waitMs / 1000} s.`,
      partial: '',
    }),
  finish: (step, sent) => (step.unterminated === true ? '' : event({ type: 'done', total: sent })),
  error: (kind, partial = '', message = messageOf(kind)) =>
    event({ type: 'error', recoverable: false, message, code: kind, partial }),
  part: (text, how) =>
    HEAD + jsonBytes(text).slice(0, -1) + (how === 'mid-char' ? HALF_CHARACTER : ''),
})

function messageOf(kind: string): string {
  if (kind === 'max_retries') return 'Max retries exceeded'
  const status = /^status_(\d+)$/.exec(kind)?.[1]
  return status === undefined ? errorObject(kind).error.message : `API error: ${status}`
}
