import { errorObject } from '../request/error-object.ts'
import { HALF_CHARACTER, jsonBytes, utf8Bytes } from './bytes.ts'
import type { Encoder } from './encoder.ts'

const HEAD = '{"type":"token","content":'
const TAIL = '}\n'

/** Messages of `/ws/chat`, a line each: the wire makes a WebSocket message of every line. */
export const wsChatEncoder = (): Encoder => ({
  opening: '',
  token: (text) => HEAD + jsonBytes(text) + TAIL,
  finish: (step) => (step.unterminated === true ? '' : '{"type":"done"}\n'),
  error: (kind, _, message = errorObject(kind).error.message) =>
    wsMessage({ type: 'error', message, code: kind }),
  part: (text, how) =>
    HEAD + jsonBytes(text).slice(0, -1) + (how === 'mid-char' ? HALF_CHARACTER : ''),
})

/** One message as a line. */
export const wsMessage = (message: object): string => `${utf8Bytes(JSON.stringify(message))}\n`
