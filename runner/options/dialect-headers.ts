import type { Dialect } from '../../core/dialect/dialect.ts'

/** The headers that a request of a dialect carries, whoever asks. */
export function dialectHeaders(
  { response, request }: Dialect,
  method: 'POST' | 'GET',
): Readonly<Record<string, string>> {
  const accept = response.contentTypes[0]
  return {
    ...(accept !== undefined && { accept }),
    ...(method === 'POST' && { 'content-type': 'application/json' }),
    ...request.headers,
  }
}
