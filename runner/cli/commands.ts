import type { CommandRow } from './command-row.ts'
import { runCommand } from './run-command.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandRow[] = [runCommand]
