import { CommanderError } from 'commander'
import { EXIT } from '../exit-codes.ts'
import type { Problem } from '../options/problem.ts'
import { scenarioNamed } from '../../core/scenario/scenarios.ts'
import { suggestion } from '../options/suggestion.ts'
import { COMMANDS } from './commands.ts'
import type { Host } from './host.ts'
import { program } from './program.ts'
import { sayError } from './say-error.ts'
import { sayProblems } from './say-problems.ts'

/** The whole program: words of the command line in, exit code out. Never throws. */
export async function streamgauge(words: readonly string[], host: Host): Promise<number> {
  const problem = commandProblem(words)
  if (problem !== undefined) return sayProblems([problem], host)
  let exitCode: number = EXIT.pass
  const commander = program(host, (code) => {
    exitCode = code
  })
  try {
    await commander.parseAsync(words, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) return sayError(error, host)
    if (error.exitCode === 0) return EXIT.pass
    // Help without a command has been printed already; all else is about the words before a command.
    if (error.code === 'commander.help') return EXIT.usage
    const hint = 'See streamgauge --help.'
    const message = `${words[0] ?? ''}: unknown flag.`
    return sayProblems([{ code: 'unknown-flag', message, hint }], host)
  }
}

/** What is wrong with the command itself; `help COMMAND` names one too. */
function commandProblem([first, second]: readonly string[]): Problem | undefined {
  const known = [...COMMANDS.map(({ name }) => name), 'help']
  const name = first === 'help' ? second : first
  if (name === undefined || name.startsWith('-') || known.includes(name)) return undefined
  return {
    code: 'unknown-command',
    message: `no command is called "${name}".`,
    hint:
      scenarioNamed(name) === undefined
        ? suggestion(name, known)
        : `It is a scenario: streamgauge run ${name}`,
  }
}
