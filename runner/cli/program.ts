import { Command, Option as HelpOption } from 'commander'
import { type OptionTable, OPTION_GROUPS } from '../options/option.ts'
import { ownVersion } from '../run/versions.ts'
import type { CommandRow } from './command-row.ts'
import { COMMANDS } from './commands.ts'
import type { Host } from './host.ts'

const SHOWS =
  'Measures streaming endpoints token by token: how soon, how steadily, how completely, and how far the figures may be trusted.'

/** The command line as commander knows it: commands and their help. What follows a command is read by its own table. */
export function program(host: Host, done: (exitCode: number) => void): Command {
  const commander = new Command('streamgauge')
    .description(SHOWS)
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [COMMAND]', 'print the help of a command')
    .usage('COMMAND [WORDS]')
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ subcommandTerm })
    .configureOutput({ writeOut: host.out, writeErr: host.err, outputError: () => undefined })
    .addHelpText(
      'after',
      '\nExample: streamgauge run   (about a minute, needs nothing but this machine)\n',
    )
  for (const row of COMMANDS) addCommand(commander, row, host, done)
  return commander
}

function addCommand(
  commander: Command,
  row: CommandRow,
  host: Host,
  done: (exitCode: number) => void,
): void {
  const flags = Object.keys(row.options).length > 0 ? ' [FLAGS]' : ''
  const command = commander
    .command(row.name)
    .summary(row.shows)
    .description(`${row.shows.replace(/^./u, (letter) => letter.toUpperCase())}.`)
    .usage(`${row.words ?? ''}${flags}`.trim())
    .argument('[words...]')
    .allowUnknownOption()
    .configureHelp({
      visibleArguments: () => [],
      visibleOptions: () => [...helpOptions(row.options), HELP],
    })
    .addHelpText('after', afterHelp(row))
  if (row.passesOn === true) command.helpOption(false).passThroughOptions()
  else command.helpOption('-h, --help', 'print this help')
  command.action(async () => done(await row.run(command.args, host)))
}

const WORDS = new Map(COMMANDS.map(({ name, words }) => [name, words ?? '']))

const subcommandTerm = (command: Command): string =>
  command.name() === 'help'
    ? 'help [COMMAND]'
    : `${command.name()} ${WORDS.get(command.name()) ?? ''}`.trim()

const HELP = new HelpOption('-h, --help', 'print this help').helpGroup('Options:')

/** Options of a table as the help shows them, by group. */
function helpOptions(options: OptionTable): HelpOption[] {
  const rows = Object.entries(options).filter(([, option]) => option.positional !== true)
  return OPTION_GROUPS.flatMap((group) =>
    rows
      .filter(([, option]) => option.group === group)
      .map(([name, { takes, shows }]) =>
        new HelpOption(`--${name}${takes === undefined ? '' : ` <${takes}>`}`, shows).helpGroup(
          group,
        ),
      ),
  )
}

function afterHelp({ examples, notes = [] }: CommandRow): string {
  const lines = ['', 'Examples:', ...examples.map((line) => `  ${line}`)]
  if (notes.length > 0) lines.push('', ...notes)
  return `${lines.join('\n')}\n`
}
