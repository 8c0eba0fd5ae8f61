import { accept, type Parser, refuse } from './parsed.ts'
import { suggestion } from './suggestion.ts'

/** A name of a table: scenario, dialect, route. */
export const knownName =
  <T extends { readonly name: string }>(noun: string, rows: readonly T[]): Parser<T> =>
  (text) => {
    const name = text.trim()
    const row = rows.find((one) => one.name === name)
    if (row !== undefined) return accept(row)
    const names = rows.map((one) => one.name)
    const hint = names.length === 0 ? 'There are none yet. Leave it out.' : suggestion(name, names)
    return refuse(`no ${noun} is called "${name}".`, hint)
  }
