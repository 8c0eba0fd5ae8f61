import { accept, type Parser, refuse } from './parsed.ts'
import { suggestion } from './suggestion.ts'

/** A name of a table: scenario, dialect, route. `isFile` tells a file that stands for one, which this version does not take. */
export const knownName =
  <T extends { readonly name: string }>(
    noun: string,
    rows: readonly T[],
    isFile?: RegExp,
  ): Parser<T> =>
  (text) => {
    const name = text.trim()
    const row = rows.find((one) => one.name === name)
    if (row !== undefined) return accept(row)
    const names = rows.map((one) => one.name)
    if (isFile?.test(name) === true) {
      const hint = `Use one of these names: ${names.join(', ')}.`
      return refuse(`"${name}" is a file, and this version takes no ${noun} from a file.`, hint)
    }
    const hint = names.length === 0 ? 'There are none yet. Leave it out.' : suggestion(name, names)
    return refuse(`no ${noun} is called "${name}".`, hint)
  }
