import type { Given } from './option.ts'
import type { OptionName } from './options.ts'

/** Where options come from. Precedence: flag, environment, file, default. */
export interface Sources {
  /** Texts of each flag, in the order given; a switch is `true`. Scenarios under `scenario`. */
  readonly flags: ReadonlyMap<OptionName, readonly string[]>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder to which the names of files are relative. */
  readonly cwd: string
  /** As typed, for the report. */
  readonly commandLine: readonly string[]
  /** The result goes to a terminal. */
  readonly terminal: boolean
}

export type GivenByName = ReadonlyMap<OptionName, Given>
