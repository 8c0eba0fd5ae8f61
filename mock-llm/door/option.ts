import { PROFILES } from '../../core/profile/profiles.ts'
import { DEFAULTS, type Settings } from './settings.ts'
import * as parse from './parse-value.ts'
import { upstreamUrl } from '../upstream/target.ts'

/** One setting at the door: its flag, its variable, its key in the file, what it takes. */
export interface Option {
  readonly flag: string
  readonly variable: string
  /** Name in the configuration file. */
  readonly key: string
  /** Undefined when the text is not allowed. */
  readonly parse: (text: string) => Partial<Settings> | undefined
  readonly allowed: string
  readonly shows: string
  /** Given without a value, as in `--exit-with-parent`. */
  readonly bare?: true
}

const LARGEST_PORT = 65_535
const DURATION = 'a duration such as 200ms, 1.5s or 0'

const field =
  <K extends keyof Settings>(key: K, read: (text: string) => Settings[K] | undefined) =>
  (text: string): Partial<Settings> | undefined => {
    const value = read(text)
    if (value === undefined) return undefined
    const settings: { -readonly [N in keyof Settings]?: Settings[N] } = {}
    settings[key] = value
    return settings
  }

type Row = Omit<Option, 'variable' | 'key'>

const ROWS: readonly Row[] = [
  {
    flag: '--host',
    parse: field('host', parse.name),
    allowed: 'a host name or address',
    shows: `address to listen on (default ${DEFAULTS.host})`,
  },
  {
    flag: '--port',
    parse: field('port', parse.wholeNumber(0, LARGEST_PORT)),
    allowed: `a whole number from 0 to ${LARGEST_PORT}; 0 is any free port`,
    shows: `port to listen on (default ${DEFAULTS.port})`,
  },
  {
    flag: '--seed',
    parse: field('seed', parse.wholeNumber(0, Number.MAX_SAFE_INTEGER)),
    allowed: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    shows: `fixes, with the request key, text, gaps and faults (default ${DEFAULTS.seed})`,
  },
  {
    flag: '--ttft',
    parse: field('ttftMs', parse.duration(600_000)),
    allowed: `${DURATION}, at most 10m`,
    shows: `arrival to the first token (default ${DEFAULTS.ttftMs}ms)`,
  },
  {
    flag: '--gap',
    parse: field('gapMs', parse.duration(60_000)),
    allowed: `${DURATION}, at most 1m`,
    shows: `mean gap between two tokens (default ${DEFAULTS.gapMs}ms)`,
  },
  {
    flag: '--gap-cv',
    parse: field('gapCv', parse.number(0, 10)),
    allowed: 'a number from 0 to 10',
    shows: 'coefficient of variation of the gaps, 0 is constant (default 0)',
  },
  {
    flag: '--tokens',
    parse: field('tokens', parse.wholeNumber(0, 1_000_000)),
    allowed: 'a whole number from 0 to 1000000',
    shows: `tokens of an answer (default ${DEFAULTS.tokens})`,
  },
  {
    flag: '--profile',
    parse: field('profileName', parse.name),
    allowed: 'the name of a profile, or a .json or .yaml file',
    shows: `what is served: ${PROFILES.map((one) => one.name).join(', ')}, or a file; a time or length given by itself wins`,
  },
  {
    flag: '--truth',
    parse: field('truth', parse.name),
    allowed: 'the name of a file',
    shows: 'file that the truth log is appended to (default none)',
  },
  {
    flag: '--instance',
    parse: field('instance', parse.headerText),
    allowed: '1 to 64 letters, digits, ".", "_", ":" or "-"',
    shows: `name in the header x-mock-instance and the truth log (default ${DEFAULTS.instance})`,
  },
  {
    flag: '--drain',
    parse: field('drainMs', parse.duration(600_000)),
    allowed: `${DURATION}, at most 10m`,
    shows: 'how long streams may still run after SIGTERM (default 5s)',
  },
  {
    flag: '--slow-reader',
    parse: field('slowReader', parse.slowReader),
    allowed: 'pause, buffer:N (bytes), drop:T (a duration such as 5s) or generate-anyway',
    shows: 'a client that does not read: pause, buffer:N, drop:T, generate-anyway (default pause)',
  },
  {
    flag: '--tls',
    parse: field('tls', parse.yesNo),
    allowed: 'true or false',
    shows: 'HTTPS with a certificate made at the start: HTTP/1.1 and HTTP/2 on every path',
    bare: true,
  },
  {
    flag: '--upstream',
    parse: field('upstreamUrl', upstreamUrl),
    allowed: 'an API base such as http://127.0.0.1:8000/v1',
    shows: 'serve the chat application (/chat/…, /ws/chat) from this OpenAI-compatible provider',
  },
  {
    flag: '--upstream-model',
    parse: field('upstreamModel', parse.name),
    allowed: 'the name of a model',
    shows: `model that the provider is asked for (default ${DEFAULTS.upstreamModel})`,
  },
  {
    flag: '--upstream-key-env',
    parse: field('upstreamKeyEnv', parse.name),
    allowed: 'the name of a variable',
    shows: `variable that holds the provider's key (default ${DEFAULTS.upstreamKeyEnv})`,
  },
  {
    flag: '--workers',
    parse: field('workers', parse.wholeNumber(1, 64)),
    allowed: 'a whole number from 1 to 64',
    shows: 'processes that share the port; limits of a load model hold for each (default 1)',
  },
  {
    flag: '--poll',
    parse: field('pollMs', parse.duration(1_000)),
    allowed: `${DURATION}, at most 1s`,
    shows:
      'spin instead of sleeping when the next token is due this soon; 1ms is exact, and busy (default 0)',
  },
  {
    flag: '--exit-with-parent',
    parse: field('exitWithParent', parse.yesNo),
    allowed: 'true or false',
    shows: 'end when standard input closes',
    bare: true,
  },
  {
    flag: '--check',
    parse: field('check', parse.yesNo),
    allowed: 'true or false',
    shows: 'say what is wrong with flags, variables and files, and end; nothing is served',
    bare: true,
  },
]

const named = (row: Row): Option => {
  const words = row.flag.slice(2)
  return {
    ...row,
    variable: `MOCK_${words.toUpperCase().replaceAll('-', '_')}`,
    key: words.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
  }
}

/** Every option, in the order of `--help`; `--config` apart, which says where the file is. */
export const OPTIONS: readonly Option[] = ROWS.map(named)

export const CONFIG = { flag: '--config', variable: 'MOCK_CONFIG' } as const
