import type { Given, OptionTable, ValuesOf } from './option.ts'
import type { Problem } from './problem.ts'

/** The values of what was given, by the table; those that are not allowed are problems. */
export function readValues<T extends OptionTable>(
  options: T,
  given: ReadonlyMap<string, Given>,
  problems: Problem[],
): ValuesOf<T> {
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(options)) {
    const found = given.get(name)
    if (found === undefined) continue
    const parsed = option.read(found.texts, `--${name}`)
    if ('value' in parsed) {
      values[name] = parsed.value
      continue
    }
    for (const { message, hint } of parsed.refusals) {
      problems.push({ code: 'bad-value', message: `${found.where}: ${message}`, hint })
    }
  }
  return values as ValuesOf<T>
}
