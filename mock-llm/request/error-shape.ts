/** Why a request is not answered. */
export interface Refused {
  readonly status: number
  readonly message: string
  /** The field of the request at fault. */
  readonly field?: string | undefined
  readonly requestId?: string | undefined
}

/** How a dialect words its errors. */
export interface ErrorShape {
  /** The body of an answer with that status. */
  readonly refused: (refused: Refused) => unknown
  /** An `error` fault: the object within a stream, and the status where nothing was sent yet. */
  readonly failed: (kind: string) => { readonly status: number; readonly body: unknown }
}

/** What is said about the kinds of an `error` fault; any other stands for itself. */
const MESSAGES: Readonly<Record<string, string>> = {
  server_error: 'The server had an error while processing your request.',
  overloaded: 'The engine is currently overloaded.',
  rate_limit: 'Rate limit reached for requests.',
}
const STATUSES: Readonly<Record<string, number>> = {
  server_error: 500,
  overloaded: 503,
  rate_limit: 429,
}

/** A sentence for people. */
export const messageOf = (kind: string): string => MESSAGES[kind] ?? `The stream failed: ${kind}.`

/** The HTTP status that a kind of error has where no stream has begun. */
export const statusOf = (kind: string): number => STATUSES[kind] ?? 500
