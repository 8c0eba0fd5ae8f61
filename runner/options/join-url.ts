/**
 * The whole URL of an endpoint: API base and path, without repeating what the base already ends with. `http://h/v1` and
 * `http://h` with `/v1/chat/completions` both give `http://h/v1/chat/completions`. A query of the base is kept.
 */
export function joinUrl(base: string, path: string): string {
  const url = new URL(base)
  const [pathname = '', search] = path.split(/\?(.*)/su)
  const has = parts(url.pathname)
  const wants = parts(pathname)
  let shared = Math.min(has.length, wants.length)
  while (shared > 0 && has.slice(-shared).join('/') !== wants.slice(0, shared).join('/')) shared--
  url.pathname = `/${[...has, ...wants.slice(shared)].join('/')}`
  if (search !== undefined) url.search = url.search === '' ? search : `${url.search}&${search}`
  return url.href
}

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '')
