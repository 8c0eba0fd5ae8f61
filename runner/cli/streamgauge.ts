import { CommanderError } from 'commander'
import { EXIT } from '../exit-codes.ts'
import { suggestion } from '../options/suggestion.ts'
import { COMMANDS } from './commands.ts'
import type { Host } from './host.ts'
import { program } from './program.ts'
import { sayError } from './say-error.ts'
import { sayProblems } from './say-problems.ts'

/** The whole program: words of the command line in, exit code out. Never throws. */
export async function streamgauge(words: readonly string[], host: Host): Promise<number> {
  const [first] = words
  const known = [...COMMANDS.map(({ name }) => name), 'help']
  if (first !== undefined && !first.startsWith('-') && !known.includes(first)) {
    const hint = suggestion(first, known)
    return sayProblems(
      [{ code: 'unknown-command', message: `no command is called "${first}".`, hint }],
      host,
    )
  }
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
    const message = `${first ?? ''}: unknown flag.`
    return sayProblems([{ code: 'unknown-flag', message, hint }], host)
  }
}
