import { openaiChat } from '../../core/dialect/openai-chat.ts'
import { joinPath } from '../../core/join-path.ts'

/** The provider that the chat application asks (`--upstream`). */
export interface UpstreamTarget {
  readonly origin: string
  /** Path and query of its chat completions. */
  readonly path: string
  readonly model: string
  /** Value of the header `authorization`. Never shown. */
  readonly authorization?: string
  /** What must not be seen in anything that is said or written, not even when the provider repeats it. */
  readonly secrets: readonly string[]
}

/** What flags, environment and file said about the provider. */
export interface UpstreamWish {
  readonly url: string
  readonly model: string
  /** The variable that holds the key, and whether somebody named it. */
  readonly keyVariable: string
  readonly keyNamed: boolean
}

/** The variable of the key, where `--upstream-key-env` names no other. */
export const KEY_VARIABLE = 'MOCK_UPSTREAM_KEY'
/** Cheap, and known to every server that copies OpenAI's names. */
export const DEFAULT_MODEL = 'gpt-4o-mini'

/** An API base: http or https, without a fragment. Undefined for anything else. */
export function upstreamUrl(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  return new URL(text).hash === '' && !text.includes('#') ? text : undefined
}

/** A key goes into a header as it is. */
const KEY = /^[\x21-\x7e]+$/

/** The provider that the wish stands for, or a sentence that says what is wrong; the key itself is never in it. */
export function upstreamTarget(
  wish: UpstreamWish,
  env: Readonly<Record<string, string | undefined>>,
): UpstreamTarget | string {
  const key = env[wish.keyVariable] ?? ''
  if (key === '' && wish.keyNamed) {
    return `--upstream-key-env: found "${wish.keyVariable}", which is not set; allowed: a variable that holds the key`
  }
  if (key !== '' && !KEY.test(key)) {
    return `${wish.keyVariable}: found characters that no header takes; allowed: visible ASCII characters`
  }
  const url = new URL(wish.url)
  const basic = basicOf(url)
  const authorization = key === '' ? basic?.authorization : `Bearer ${key}`
  return {
    origin: url.origin,
    path: joinPath(url.pathname, openaiChat.request.path) + url.search,
    model: wish.model,
    secrets: [...(key === '' ? [] : [key]), ...(basic?.secrets ?? [])],
    ...(authorization === undefined ? {} : { authorization }),
  }
}

/** User information of the URL (RFC 7617). */
function basicOf({
  username,
  password,
}: URL): { readonly authorization: string; readonly secrets: readonly string[] } | undefined {
  if (username === '' && password === '') return undefined
  const pair = `${decoded(username)}:${decoded(password)}`
  const coded = Buffer.from(pair, 'utf8').toString('base64')
  const secrets = [coded, decoded(password), password].filter((one) => one !== '')
  return { authorization: `Basic ${coded}`, secrets }
}

/** A stray % in a password is no escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
