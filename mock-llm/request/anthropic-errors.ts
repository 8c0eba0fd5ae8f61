import { type ErrorShape, messageOf, statusOf } from './error-shape.ts'

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  503: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}
const KIND_TYPES: Readonly<Record<string, string>> = {
  server_error: 'api_error',
  overloaded: 'overloaded_error',
  rate_limit: 'rate_limit_error',
}
/** Anthropic's own status of an overload; others have none of their own. */
const OVERLOADED = 529

/**
 * `{type:"error",error:{type,message},request_id}`, source: anthropics/anthropic-sdk-typescript
 * src/resources/shared.ts (ErrorResponse).
 */
export const anthropicErrors: ErrorShape = {
  refused: ({ status, message, requestId }) => ({
    type: 'error',
    error: { type: TYPES[status] ?? (status < 500 ? TYPES[400] : TYPES[500]), message },
    request_id: requestId ?? null,
  }),
  failed: (kind) => ({
    status: kind === 'overloaded' ? OVERLOADED : statusOf(kind),
    body: { type: 'error', error: { type: KIND_TYPES[kind] ?? kind, message: messageOf(kind) } },
  }),
}
