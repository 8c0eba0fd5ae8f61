import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where builds and downloaded tools are kept between runs, outside the checkout. */
export function cacheFolder(): string {
  // A relative value is invalid and ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  const wished = process.env['XDG_CACHE_HOME'] ?? ''
  const base = isAbsolute(wished) ? wished : join(homedir(), '.cache')
  return join(base, 'streamgauge')
}
