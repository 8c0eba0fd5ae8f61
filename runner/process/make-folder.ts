import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it. Step by step, because `mkdir` with `recursive` below /proc never returns on Node.
 * Throws the system's error.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return
  } else if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path)
}
