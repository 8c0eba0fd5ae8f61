import type { StreamError } from '../../core/record/record.ts'
import { printable } from './printable.ts'

/** Characters of a message that stand in a sentence; the records have all of it. */
const LONGEST = 200

export interface Failure {
  readonly outcome: string
  readonly status?: number
  readonly error?: Partial<StreamError>
}

/** `refused: connect, connection-refused: dial tcp …`, `error_status 401: wrong key`: class, then why, printable and bounded. */
export function failureReason({ outcome, status, error }: Failure): string {
  const kind = status === undefined ? outcome : `${outcome} ${status}`
  const why = errorText(outcome === 'error_status' ? messageOf(error) : error)
  return why === '' ? kind : `${kind}: ${why}`
}

/** `connect, connection-refused: dial tcp …`; empty where nothing is known. */
export function errorText(error: Partial<StreamError> = {}): string {
  const place = [error.phase, error.code].filter((part) => part !== undefined && part !== '')
  const parts = [place.map(bounded).join(', '), bounded(error.message)]
  return parts.filter((part) => part !== '').join(': ')
}

/** A status says phase and code already, unless there is no message. */
function messageOf(error: Partial<StreamError> = {}): Partial<StreamError> {
  const { message = '' } = error
  return message.trim() === '' ? error : { message }
}

function bounded(text = ''): string {
  const line = printable(
    text
      .slice(0, 4 * LONGEST)
      .replaceAll(/\s+/gu, ' ')
      .trim(),
  )
  const characters = Array.from(line)
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}\u2026` : line
}
