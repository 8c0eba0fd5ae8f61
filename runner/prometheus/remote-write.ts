import { accept, type Parser, refuse } from '../options/parsed.ts'
import { withoutUser } from '../options/target.ts'

/** Where metrics are written to, and as whom. */
export interface RemoteWrite {
  /** The whole endpoint, without user information. */
  readonly url: string
  /** User information of the URL: a secret. */
  readonly user?: { readonly name: string; readonly password: string }
}

/** Prometheus' own: https://prometheus.io/docs/prometheus/latest/querying/api/#remote-write-receiver */
const PROMETHEUS_PATH = '/api/v1/write'

/** An http or https URL; one without a path is a Prometheus. */
export const remoteWrite: Parser<RemoteWrite> = (text, flag) => {
  const hint = `Give the URL of Prometheus or of any remote-write receiver, for example ${flag} http://127.0.0.1:9090.`
  const shown = withoutUser(text.trim())
  if (!/^https?:\/\//iu.test(text.trim())) {
    return refuse(`"${shown}" does not begin with http:// or https://.`, hint)
  }
  if (!URL.canParse(text)) return refuse(`"${shown}" is not a URL.`, hint)
  const url = new URL(text)
  if (url.hash !== '') return refuse(`"${shown}" has a fragment (${url.hash}).`, hint)
  let user: RemoteWrite['user']
  try {
    const [name, password] = [url.username, url.password].map(decodeURIComponent) as [
      string,
      string,
    ]
    if (name !== '' || password !== '') user = { name, password }
  } catch {
    return refuse(`"${shown}" has a user with a stray %.`, hint)
  }
  url.username = ''
  url.password = ''
  if (url.pathname === '/') url.pathname = PROMETHEUS_PATH
  return accept({ url: url.href, ...(user !== undefined && { user }) })
}
