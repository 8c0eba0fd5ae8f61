import { type ErrorShape, messageOf, statusOf } from './error-shape.ts'

/** OpenAI's error shape (wire-formats: `{error:{message,type,param,code}}`), used by the chat application too. */
export interface ErrorObject {
  readonly error: {
    readonly message: string
    readonly type: string
    readonly param: string | null
    readonly code: string | null
  }
}

const CODES: Readonly<Record<string, string>> = { rate_limit: 'rate_limit_exceeded' }

/** The error object of an `error` fault; an unknown kind stands for itself. */
export function errorObject(kind: string, message = messageOf(kind)): ErrorObject {
  return { error: { message, type: kind, param: null, code: CODES[kind] ?? kind } }
}

const STATUS_TYPES: Readonly<Record<number, readonly [type: string, code: string | null]>> = {
  400: ['invalid_request_error', null],
  401: ['invalid_request_error', 'invalid_api_key'],
  403: ['permission_error', null],
  404: ['invalid_request_error', 'not_found'],
  405: ['invalid_request_error', 'method_not_allowed'],
  413: ['invalid_request_error', 'body_too_large'],
  429: ['requests', 'rate_limit_exceeded'],
  500: ['server_error', null],
  503: ['server_error', 'overloaded'],
}

/** The error object of an HTTP status. `param` is the field at fault. */
export function statusError(status: number, message: string, param?: string): ErrorObject {
  const [type, code] = STATUS_TYPES[status] ?? [
    status < 500 ? 'invalid_request_error' : 'server_error',
    null,
  ]
  return { error: { message, type, param: param ?? null, code } }
}

/** The errors of every OpenAI endpoint and of the chat application. */
export const openaiErrors: ErrorShape = {
  refused: ({ status, message, field }) => statusError(status, message, field),
  failed: (kind) => ({ status: statusOf(kind), body: errorObject(kind) }),
}
