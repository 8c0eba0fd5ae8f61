import type { Dialect } from '../../core/dialect/dialect.ts'
import { plain } from '../../core/dialect/plain.ts'
import { readDialect } from './dialect-file.ts'
import type { Values } from './options.ts'
import type { Problem } from './problem.ts'
import type { GivenByName, Sources } from './sources.ts'

/** The table that the run speaks; where the user's own is faulty, its faults are problems and `plain` stands in. */
export function loadDialect(
  { sources, given, values }: { sources: Sources; given: GivenByName; values: Values },
  problems: Problem[],
): Dialect {
  const choice = values.dialect ?? plain
  if (!('file' in choice)) return choice
  const where = given.get('dialect')?.where ?? '--dialect'
  const hint = 'Give a file that can be read, or the name of a dialect.'
  return readDialect({ name: choice.file, cwd: sources.cwd, where, hint }, problems) ?? plain
}
