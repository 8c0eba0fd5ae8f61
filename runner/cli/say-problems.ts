import { EXIT } from '../exit-codes.ts'
import type { Problem } from '../options/problem.ts'
import type { Host } from './host.ts'

/** Says everything that is wrong, a line each; returns the exit code of wrong usage. */
export function sayProblems(problems: readonly Problem[], host: Host): number {
  for (const { message, hint } of problems) {
    host.err(`streamgauge: ${message}${hint === undefined ? '' : ` ${hint}`}\n`)
  }
  return EXIT.usage
}
