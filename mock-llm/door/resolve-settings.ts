import { parse as parseYaml } from 'yaml'
import { CONFIG, type Option, OPTIONS } from './option.ts'
import { withProfile } from './load-profile.ts'
import { DEFAULTS, type Settings } from './settings.ts'
import { withUpstream } from './with-upstream.ts'
import { KEY_VARIABLE } from '../upstream/target.ts'

/** Where settings come from. Precedence: flag, environment, file, default. */
export interface Sources {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads the file of `--config`; throws the system error. */
  readonly readText: (path: string) => string
}

/** The settings, or everything that is wrong with them, a sentence each. */
export type Resolved =
  | { readonly settings: Settings }
  | { readonly problems: readonly string[] }
  | { readonly help: string }

/** One value as it was found: which option, where, what text. */
interface Given {
  readonly option: Option
  readonly where: string
  readonly text: string
}

/** Reads all sources; unknown names and values that are not allowed are problems. */
export function resolveSettings({ argv, env, readText }: Sources): Resolved {
  const problems: string[] = []
  const flags = readFlags(argv, problems)
  if (flags === 'help') return { help: help() }
  const path = flags.config ?? env[CONFIG.variable]
  const given = [
    ...(path === undefined ? [] : readFile(path, readText, problems)),
    ...readEnvironment(env, problems),
    ...flags.given,
  ]
  const settings = { ...DEFAULTS }
  const explicit = new Set<string>()
  for (const { option, where, text } of given) {
    const value = option.parse(text)
    if (value === undefined) {
      problems.push(`${where}: found "${withoutUser(text)}"; allowed: ${option.allowed}`)
    } else {
      Object.assign(settings, value)
      for (const name of Object.keys(value)) explicit.add(name)
    }
  }
  const profiled = withProfile(settings, explicit, { readText, problems })
  const complete = withUpstream(profiled, explicit, { env, problems })
  return problems.length > 0 ? { problems } : { settings: complete }
}

/** User information of a URL is a secret. */
const withoutUser = (text: string): string => text.replace(/\/\/[^/?#]*@/, '//***@')

const HELP: ReadonlySet<string> = new Set(['--help', '-h'])

function readFlags(
  argv: readonly string[],
  problems: string[],
): 'help' | { readonly given: readonly Given[]; readonly config?: string | undefined } {
  const given: Given[] = []
  let config: string | undefined
  for (let i = 0; i < argv.length; i++) {
    const { flag, inline } = splitFlag(argv[i] ?? '')
    if (HELP.has(flag)) return 'help'
    const option = OPTIONS.find((one) => one.flag === flag)
    if (option === undefined && flag !== CONFIG.flag) {
      problems.push(`${flag}: unknown flag; allowed: ${names((one) => one.flag, CONFIG.flag)}`)
      i += valuesAt(inline === undefined ? argv[i + 1] : undefined)
      continue
    }
    const text = inline ?? (option?.bare === true ? 'true' : argv[++i])
    if (text === undefined)
      problems.push(`${flag}: found nothing; allowed: ${option?.allowed ?? 'the name of a file'}`)
    else if (option === undefined) config = text
    else given.push({ option, where: flag, text })
  }
  return { given, config }
}

/** Words to pass over after an unknown flag: what is no flag itself is most likely its value. */
const valuesAt = (word: string | undefined): 0 | 1 =>
  word === undefined || word.startsWith('-') ? 0 : 1

function splitFlag(argument: string): { readonly flag: string; readonly inline?: string } {
  const at = argument.indexOf('=')
  return at < 0
    ? { flag: argument }
    : { flag: argument.slice(0, at), inline: argument.slice(at + 1) }
}

const PREFIX = 'MOCK_'
/** Variables of ours that stand for no option. */
const OTHERS: readonly string[] = [CONFIG.variable, KEY_VARIABLE]
const isNear = (variable: string): boolean =>
  [...OPTIONS.map((one) => one.variable), ...OTHERS].some((one) => oneSlip(one, variable))

/**
 * A variable that is one slip away from one of ours is a problem; others that begin with `MOCK_` are left alone, since
 * that prefix is not ours to claim.
 */
function readEnvironment(env: Sources['env'], problems: string[]): readonly Given[] {
  const given: Given[] = []
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || text === undefined) continue
    const option = OPTIONS.find((one) => one.variable === variable)
    if (option !== undefined) given.push({ option, where: variable, text })
    else if (!OTHERS.includes(variable) && isNear(variable)) {
      problems.push(
        `${variable}: unknown variable; allowed: ${names((one) => one.variable, ...OTHERS)}`,
      )
    }
  }
  return given
}

function readFile(
  path: string,
  readText: Sources['readText'],
  problems: string[],
): readonly Given[] {
  let content: unknown
  try {
    content = parseYaml(readText(path))
  } catch (problem) {
    problems.push(`${CONFIG.flag} ${path}: cannot be read: ${firstLine(problem)}`)
    return []
  }
  if (content === null || content === undefined) return []
  if (typeof content !== 'object' || Array.isArray(content)) {
    problems.push(`${CONFIG.flag} ${path}: found no names; allowed: ${names((one) => one.key)}`)
    return []
  }
  const given: Given[] = []
  for (const [key, value] of Object.entries(content)) {
    const option = OPTIONS.find((one) => one.key === key)
    const where = `${path}: ${key}`
    if (option === undefined) {
      problems.push(`${where}: unknown name; allowed: ${names((one) => one.key)}`)
    } else
      given.push({
        option,
        where,
        text: typeof value === 'object' ? JSON.stringify(value) : String(value),
      })
  }
  return given
}

const firstLine = (problem: unknown): string =>
  (problem instanceof Error ? problem.message : String(problem)).split('\n')[0] ?? ''

const names = (of: (option: Option) => string, ...more: readonly string[]): string =>
  [...OPTIONS.map(of), ...more].join(', ')

/** One character more, less or other. */
function oneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start++
  const rest = start + (short.length === long.length ? 1 : 0)
  return short.slice(rest) === long.slice(start + 1)
}

function help(): string {
  const rows = OPTIONS.map(
    (one) => `  ${one.flag.padEnd(20)}${one.variable.padEnd(24)}${one.shows}`,
  )
  return [
    'A deterministic LLM server that streams. Usage: streamgauge mock [FLAGS]',
    '',
    ...rows,
    `  ${CONFIG.flag.padEnd(20)}${CONFIG.variable.padEnd(24)}YAML or JSON file with any of: ${names((one) => one.key)}`,
    '',
    `With --upstream the key is read from ${KEY_VARIABLE}, or the variable that --upstream-key-env names; it is shown nowhere.`,
    'A flag wins over the environment, the environment over the file, the file over the default.',
    'Examples: streamgauge mock --port 0 --ttft 200ms --gap 20ms --tokens 64 --truth truth.ndjson',
    '          streamgauge mock --upstream http://127.0.0.1:8000/v1 --upstream-model llama-3.2-1b',
    '',
  ].join('\n')
}
