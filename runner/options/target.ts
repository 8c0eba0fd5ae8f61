import { accept, type Parser, refuse } from './parsed.ts'

/** What is measured: our own mock, or the API at a URL. */
export type Target =
  | { readonly kind: 'mock' }
  | {
      readonly kind: 'url'
      /** API base without user information. */
      readonly base: string
      /** User information of the URL: a secret. */
      readonly user?: { readonly name: string; readonly password: string }
    }

/** `mock`, or an http or https URL. */
export const target: Parser<Target> = (text, flag) => {
  const hint = `Give mock, or the API's base URL, for example ${flag} http://127.0.0.1:8000/v1.`
  const written = text.trim()
  if (written === 'mock') return accept({ kind: 'mock' })
  const shown = withoutUser(written)
  if (!URL.canParse(written)) return refuse(`"${shown}" is not a URL.`, hint)
  const url = new URL(written)
  if (!/^https?:\/\//iu.test(written)) {
    return refuse(`"${shown}" does not begin with http:// or https://.`, hint)
  }
  if (url.hash !== '') return refuse(`"${shown}" has a fragment (${url.hash}).`, hint)
  const user = { name: decode(url.username), password: decode(url.password) }
  url.username = ''
  url.password = ''
  return accept({
    kind: 'url',
    base: url.href,
    ...((user.name !== '' || user.password !== '') && { user }),
  })
}

/** A URL for people, its user information hidden. */
export const withoutUser = (text: string): string => text.replace(/\/\/[^/?#]*@/u, '//***@')

/** A stray % in a password is no escape. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
