import { type ErrorShape, messageOf, statusOf } from './error-shape.ts'

/** Names of google.rpc.Code, as the HTTP statuses map to them (googleapis/googleapis google/rpc/code.proto). */
const NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

const body = (code: number, message: string): unknown => ({
  error: {
    code,
    message,
    status: NAMES[code] ?? (code < 500 ? 'FAILED_PRECONDITION' : 'UNKNOWN'),
  },
})

/** `{error:{code,message,status}}`. */
export const geminiErrors: ErrorShape = {
  refused: ({ status, message }) => body(status, message),
  failed: (kind) => ({ status: statusOf(kind), body: body(statusOf(kind), messageOf(kind)) }),
}
