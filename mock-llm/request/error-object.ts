/** OpenAI's error shape (wire-formats: `{error:{message,type,param,code}}`), used by the chat application too. */
export interface ErrorObject {
  readonly error: {
    readonly message: string
    readonly type: string
    readonly param: string | null
    readonly code: string | null
  }
}

const KINDS: Readonly<Record<string, { readonly message: string; readonly code: string | null }>> =
  {
    server_error: {
      message: 'The server had an error while processing your request.',
      code: 'server_error',
    },
    overloaded: { message: 'The engine is currently overloaded.', code: 'overloaded' },
    rate_limit: { message: 'Rate limit reached for requests.', code: 'rate_limit_exceeded' },
  }

/** The error object of an `error` fault; an unknown kind stands for itself. */
export function errorObject(kind: string): ErrorObject {
  const known = KINDS[kind] ?? { message: `The stream failed: ${kind}.`, code: kind }
  return { error: { message: known.message, type: kind, param: null, code: known.code } }
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
