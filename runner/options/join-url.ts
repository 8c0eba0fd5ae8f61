import { joinPath } from '../../core/join-path.ts'

/**
 * The whole URL of an endpoint: API base and path, without repeating what the base already ends with. `http://h/v1` and
 * `http://h` with `/v1/chat/completions` both give `http://h/v1/chat/completions`. A query of the base is kept.
 */
export function joinUrl(base: string, path: string): string {
  const url = new URL(base)
  const [pathname = '', search] = path.split(/\?(.*)/su)
  url.pathname = joinPath(url.pathname, pathname)
  if (search !== undefined) url.search = url.search === '' ? search : `${url.search}&${search}`
  return url.href
}
