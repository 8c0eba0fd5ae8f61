import { DIALECTS } from '../../core/dialect/dialects.ts'
import { PROFILES } from '../../core/profile/profiles.ts'
import { EXIT } from '../exit-codes.ts'
import { single } from '../options/option.ts'
import { ROUTES } from '../options/routes.ts'
import { SCENARIOS } from '../options/scenario-defaults.ts'
import { onOff } from '../options/text.ts'
import type { CommandRow } from './command-row.ts'
import type { Host } from './host.ts'
import { readWords } from './read-words.ts'

const OPTIONS = {
  json: single({ group: 'Results:', shows: 'as JSON', parse: onOff }),
}

export const listCommand: CommandRow = {
  name: 'list',
  shows: 'scenarios, dialects, profiles of the mock and routes, with a sentence each',
  options: OPTIONS,
  examples: ['streamgauge list', 'streamgauge list --json'],
  run: async (words, host) =>
    readWords(words, OPTIONS, host, ({ json }) => list(host, json ?? false)),
}

interface Row {
  readonly name: string
  readonly shows: string
  readonly seconds?: number
}

type Listing = Readonly<Record<'scenarios' | 'dialects' | 'profiles' | 'routes', readonly Row[]>>

function list(host: Host, json: boolean): number {
  const listing: Listing = {
    scenarios: SCENARIOS.map(({ name, shows, seconds }) => ({ name, shows, seconds })),
    dialects: DIALECTS.map(({ name, shows }) => ({ name, shows })),
    profiles: PROFILES.map(({ name, shows }) => ({ name, shows })),
    routes: ROUTES.map(({ name, shows }) => ({ name, shows })),
  }
  host.out(json ? `${JSON.stringify(listing, undefined, 2)}\n` : listText(listing))
  return EXIT.pass
}

function listText(listing: Listing): string {
  const width = Math.max(
    ...Object.values(listing).flatMap((rows) => rows.map(({ name }) => name.length)),
  )
  const line = ({ name, shows, seconds }: Row): string =>
    `  ${name.padEnd(width)}  ${shows}${seconds === undefined ? '' : ` (about ${seconds} s)`}`
  return `${Object.entries(listing)
    .map(([title, rows]) => [title, ...rows.map(line)].join('\n'))
    .join('\n\n')}\n`
}
