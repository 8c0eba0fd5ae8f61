import { DIALECTS } from '../../core/dialect/dialects.ts'
import { PROFILES } from '../../core/profile/profiles.ts'
import { EXIT } from '../exit-codes.ts'
import { single } from '../options/option.ts'
import { ROUTES } from '../options/routes.ts'
import { knobRange } from '../../core/scenario/knob-values.ts'
import type { Knob } from '../../core/scenario/scenario.ts'
import { SCENARIOS } from '../../core/scenario/scenarios.ts'
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
  readonly knobs?: readonly KnobRow[]
  /** Of a route: the fault that it has on purpose, and the route that is the same without it. */
  readonly finding?: string
  readonly cure?: string
}

interface KnobRow {
  readonly name: string
  readonly shows: string
  readonly takes: string
  readonly default: number | string
}

type Listing = Readonly<Record<'scenarios' | 'dialects' | 'profiles' | 'routes', readonly Row[]>>

function list(host: Host, json: boolean): number {
  const listing: Listing = {
    scenarios: SCENARIOS.map(({ name, shows, seconds, knobs }) => ({
      name,
      shows,
      seconds,
      knobs: Object.entries(knobs).map(knobRow),
    })),
    dialects: DIALECTS.map(({ name, shows }) => ({ name, shows })),
    profiles: PROFILES.map(({ name, shows }) => ({ name, shows })),
    routes: ROUTES.map(({ name, shows, finding, cure }) => ({
      name,
      shows,
      ...(finding !== undefined && { finding }),
      ...(cure !== undefined && { cure }),
    })),
  }
  host.out(json ? `${JSON.stringify(listing, undefined, 2)}\n` : listText(listing))
  return EXIT.pass
}

const knobRow = ([name, knob]: readonly [string, Knob]): KnobRow => ({
  name,
  shows: knob.shows,
  takes: knobRange(knob),
  default: knob.value,
})

function listText(listing: Listing): string {
  const width = Math.max(
    ...Object.values(listing).flatMap((rows) => rows.map(({ name }) => name.length)),
  )
  const lines = ({ name, shows, seconds, knobs = [] }: Row): readonly string[] => [
    `  ${name.padEnd(width)}  ${shows}${seconds === undefined ? '' : ` (about ${seconds} s)`}`,
    ...knobs.map(
      (knob) =>
        `  ${' '.repeat(width)}  --set ${knob.name}=${knob.default}: ${knob.shows}, ${knob.takes}`,
    ),
  ]
  return `${Object.entries(listing)
    .map(([title, rows]) => [title, ...rows.flatMap(lines)].join('\n'))
    .join('\n\n')}\n`
}
