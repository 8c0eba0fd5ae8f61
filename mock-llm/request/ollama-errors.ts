import { type ErrorShape, messageOf, statusOf } from './error-shape.ts'

/** `{"error":"…"}`, as a body and as a line. */
export const ollamaErrors: ErrorShape = {
  refused: ({ message }) => ({ error: message }),
  failed: (kind) => ({ status: statusOf(kind), body: { error: messageOf(kind) } }),
}
