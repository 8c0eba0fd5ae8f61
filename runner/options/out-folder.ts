import { existsSync, mkdtempSync, readdirSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Problem } from './problem.ts'
import { reasonOf } from './reason.ts'

const HINT = 'Give a new or an empty folder, for example --out results/mine.'

export interface OutFolder {
  /** Of `--out`; absent: `results` below `cwd`. */
  readonly name?: string | undefined
  readonly cwd: string
  readonly where: string
}

/** Checks that the results can be written, and that nothing lies in their way. Leaves nothing behind. */
export function checkOutFolder({ name, cwd, where }: OutFolder): Problem | undefined {
  const shown = name ?? 'results'
  const path = resolve(cwd, shown)
  const problem = (text: string): Problem => ({
    code: 'bad-folder',
    message: `${where}: "${shown}" ${text}.`,
    hint: HINT,
  })
  const found = nearestExisting(path)
  try {
    if (!statSync(found).isDirectory()) {
      return problem(found === path ? 'is a file' : 'lies below a file')
    }
    if (name !== undefined && found === path && readdirSync(path).length > 0) {
      return problem('exists and is not empty')
    }
    // Made and removed rather than asked for: permissions do not tell of a read-only or a virtual file system.
    rmdirSync(mkdtempSync(join(found, '.streamgauge-')))
    return undefined
  } catch (error) {
    return problem(`cannot be written (${reasonOf(error)})`)
  }
}

/** Walked by hand: `mkdir` with `recursive` below /proc never returns. */
function nearestExisting(path: string): string {
  let at = path
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}
