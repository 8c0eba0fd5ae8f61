import type { Overrides } from '../request/overrides.ts'
import type { Question } from './exchange.ts'

/** What the request to the provider is made of. */
export interface QuestionParts {
  readonly prompt: string
  /** The client's own `x-request-id` and `x-mock-key`. */
  readonly stream: string | undefined
  readonly key: string | undefined
  readonly overrides: Overrides
}

/** The question, with what the client sent for a mock: where the provider is one, faults and lengths are its own to play. */
export function questionOf({ prompt, stream, key, overrides }: QuestionParts): Question {
  const { faults, ...rest } = overrides
  const mock = JSON.stringify({ ...rest, ...(faults === undefined ? {} : { fault: faults }) })
  const headers = {
    'x-request-id': stream,
    'x-mock-key': key,
    'x-mock': mock === '{}' ? undefined : mock,
  }
  return { prompt, headers: Object.fromEntries(Object.entries(headers).flatMap(carried)) }
}

/** A name that came in a WebSocket message may hold what no header takes (RFC 9110, 5.5); then it stays behind. */
const carried = ([name, value]: [string, string | undefined]): readonly [string, string][] =>
  value === undefined || !/^[\x20-\x7e\x80-\xff]+$/.test(value) ? [] : [[name, value]]
