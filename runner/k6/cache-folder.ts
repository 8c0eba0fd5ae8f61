import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where builds and downloaded tools are kept between runs, outside the checkout. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return join(base, 'streamgauge')
}
