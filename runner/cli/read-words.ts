import type { OptionTable, ValuesOf } from '../options/option.ts'
import type { Problem } from '../options/problem.ts'
import { readFlags } from '../options/read-flags.ts'
import { readValues } from '../options/read-values.ts'
import type { Host } from './host.ts'
import { sayProblems } from './say-problems.ts'

/**
 * Reads the words of a command that knows flags only (no environment, no file) and does the command; everything that is
 * wrong with them is said instead. Resolves to the exit code.
 */
export async function readWords<T extends OptionTable>(
  words: readonly string[],
  options: T,
  host: Host,
  act: (values: ValuesOf<T>) => Promise<number> | number,
): Promise<number> {
  const problems: Problem[] = []
  const flags = readFlags(words, options, problems)
  const given = new Map(
    [...flags].map(([name, texts]) => {
      const where = options[name]?.positional === true ? name : `--${name}`
      return [name, { where, texts }]
    }),
  )
  const values = readValues(options, given, problems)
  return problems.length > 0 ? sayProblems(problems, host) : act(values)
}
