/** One event to be sent. */
export interface SseMessage {
  readonly event?: string
  /** Each line becomes a `data` field; CR and CRLF within it arrive as LF, the format has no other way. */
  readonly data: string
  readonly id?: string
  readonly retryMs?: number
}

/**
 * The event as text, its blank line included. Throws a RangeError for an event name or an id that would break the
 * format (a line end in either, NUL in an id).
 */
export function encodeSse({ event, data, id, retryMs }: SseMessage): string {
  const fields: string[] = []
  if (id !== undefined) fields.push(`id: ${oneLine('id', id)}`)
  if (event !== undefined) fields.push(`event: ${oneLine('event', event)}`)
  if (retryMs !== undefined) fields.push(`retry: ${retryMs}`)
  for (const line of data.split(/\r\n|\r|\n/)) fields.push(`data: ${line}`)
  return `${fields.join('\n')}\n\n`
}

/** A comment block: carries no event, keeps the connection busy. */
export const encodeSseComment = (text: string): string => `:${oneLine('comment', text)}\n\n`

function oneLine(what: string, value: string): string {
  if (/[\r\n]/.test(value) || (what === 'id' && value.includes('\0'))) {
    throw new RangeError(`${what}: found ${JSON.stringify(value)}; allowed: one line without NUL`)
  }
  return value
}
