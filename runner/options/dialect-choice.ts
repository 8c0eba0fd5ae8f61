import type { Dialect } from '../../core/dialect/dialect.ts'
import { DIALECTS } from '../../core/dialect/dialects.ts'
import { knownName } from './known-name.ts'
import { accept, type Parser } from './parsed.ts'

/** A dialect that we ship, or the file of a user's own. */
export type DialectChoice = Dialect | { readonly file: string }

const named = knownName('dialect', DIALECTS)

/** `NAME|FILE.json`: what ends with .json is a file, read later. */
export const dialectChoice: Parser<DialectChoice> = (text, flag) => {
  const name = text.trim()
  return name.endsWith('.json') ? accept({ file: name }) : named(text, flag)
}
