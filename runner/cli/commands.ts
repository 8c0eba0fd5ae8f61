import { buildK6Command } from './build-k6-command.ts'
import { calibrateCommand } from './calibrate-command.ts'
import { compareCommand } from './compare-command.ts'
import type { CommandRow } from './command-row.ts'
import { gateCommand } from './gate-command.ts'
import { learnCommand } from './learn-command.ts'
import { listCommand } from './list-command.ts'
import { mockCommand } from './mock-command.ts'
import { reportCommand } from './report-command.ts'
import { runCommand } from './run-command.ts'
import { stackCommand } from './stack-command.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandRow[] = [
  runCommand,
  listCommand,
  mockCommand,
  calibrateCommand,
  compareCommand,
  gateCommand,
  reportCommand,
  learnCommand,
  stackCommand,
  buildK6Command,
]
