import type { Secrets } from '../run/run-plan.ts'
import type { Header } from './header.ts'
import { SECRET_HEADERS } from './secret-headers.ts'
import type { Target } from './target.ts'

/** All headers of a request, split by whether they may be seen. */
export interface RequestHeaders {
  readonly open: Readonly<Record<string, string>>
  readonly secrets: Secrets
}

export interface HeaderSources {
  /** Of the dialect; the user's win. */
  readonly defaults: Readonly<Record<string, string>>
  readonly headers: readonly Header[]
  readonly target: Target
  /** Value behind --api-key-env. */
  readonly apiKey?: string | undefined
  /** The header that takes the key as it is; absent: a bearer token. */
  readonly apiKeyHeader?: string | undefined
}

/** Keeps secrets apart: values of secret headers, the API key, user information of the URL. */
export function collectSecrets({
  defaults,
  headers,
  target,
  apiKey,
  apiKeyHeader,
}: HeaderSources): RequestHeaders {
  const all: Record<string, string> = { ...defaults, ...combined(headers) }
  const values: string[] = []
  const user = target.kind === 'url' ? target.user : undefined
  if (user !== undefined) {
    const pair = `${user.name}:${user.password}`
    all['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`
    values.push(pair, user.name, user.password)
  }
  if (apiKey !== undefined) {
    if (apiKeyHeader === undefined) all['authorization'] = `Bearer ${apiKey}`
    else all[apiKeyHeader] = apiKey
    values.push(apiKey)
  }
  const names = Object.keys(all)
  const secret = pick(
    all,
    names.filter((name) => SECRET_HEADERS.has(name)),
  )
  for (const [name, value] of Object.entries(secret)) values.push(...partsOf(name, value))
  return {
    open: pick(
      all,
      names.filter((name) => !SECRET_HEADERS.has(name)),
    ),
    secrets: { headers: secret, values: [...new Set(values)].filter((value) => value !== '') },
  }
}

/** Fields of one name are one list: https://www.rfc-editor.org/rfc/rfc9110#section-5.2 (cookies: RFC 6265, 5.4). */
function combined(headers: readonly Header[]): Record<string, string> {
  const all: Record<string, string> = {}
  for (const { name, value } of headers) {
    const before = all[name]
    all[name] = before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`
  }
  return all
}

/** The value, and what a server may echo of it: the credentials after the scheme, the value of each cookie. */
function partsOf(name: string, value: string): string[] {
  if (name === 'cookie') {
    const cookies = value.split(';').map((cookie) => cookie.trim().replace(/^[^=]*=/u, ''))
    return [value, ...cookies]
  }
  return [value, value.replace(/^\S+\s+/u, '')]
}

const pick = (from: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, from[name] as string]))
