/**
 * The path of an endpoint below an API base, without repeating what the base already ends with: `/v1` and `` with
 * `/v1/chat/completions` both give `/v1/chat/completions`.
 */
export function joinPath(base: string, path: string): string {
  const has = parts(base)
  const wants = parts(path)
  let shared = Math.min(has.length, wants.length)
  while (shared > 0 && has.slice(-shared).join('/') !== wants.slice(0, shared).join('/')) shared--
  return `/${[...has, ...wants.slice(shared)].join('/')}`
}

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '')
