import { accessSync, constants } from 'node:fs'
import { resolve } from 'node:path'
import type { Values } from './options.ts'
import type { Problem } from './problem.ts'
import { reasonOf } from './reason.ts'

/** A script that the user named must be there to be read. */
export function checkScript({ scenario = [] }: Values, cwd: string, problems: Problem[]): void {
  for (const { script } of scenario) {
    if (script === undefined) continue
    try {
      accessSync(resolve(cwd, script), constants.R_OK)
    } catch (error) {
      problems.push({
        code: 'unreadable-file',
        message: `scenario: "${script}" cannot be read (${reasonOf(error)}).`,
        hint: 'Give the path of a k6 script, or the name of a scenario.',
      })
    }
  }
}
