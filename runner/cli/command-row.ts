import type { OptionTable } from '../options/option.ts'
import type { Host } from './host.ts'

/** One command of the program. */
export interface CommandRow {
  readonly name: string
  /** What follows the name, for the help: `[SCENARIO…]`. */
  readonly words?: string
  readonly shows: string
  readonly options: OptionTable
  /** Lines for the help, each with a comment why. */
  readonly examples: readonly string[]
  /** Further paragraphs for the help. */
  readonly notes?: readonly string[]
  /** All that follows goes elsewhere, `--help` too. */
  readonly passesOn?: true
  /** Resolves to the exit code. */
  readonly run: (words: readonly string[], host: Host) => Promise<number>
}
