import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A temporary folder of this run, private to the user, and how to remove it. */
export function scratchFolder(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'streamgauge-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}
