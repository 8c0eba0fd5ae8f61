import type { Checked } from './check.ts'
import { found } from './problem.ts'

const ALLOWED = 'allowed: the id of an event of this answer, a whole number from 0'

/**
 * The id that a client saw last: the header `Last-Event-ID`, as EventSource sends it when it connects again, or the query's
 * `lastEventId`. Undefined where there is none.
 */
export function readLastEventId(
  header: string | undefined,
  query: URLSearchParams,
): Checked<number | undefined> {
  const text = header ?? query.get('lastEventId') ?? ''
  if (text === '') return { value: undefined }
  if (/^\d{1,15}$/.test(text)) return { value: Number(text) }
  const message = `Last-Event-ID: found ${found(text)}; ${ALLOWED}`
  return { problems: [{ field: 'Last-Event-ID', message }] }
}
