import { parse as parseYaml } from 'yaml'
import type { Profile } from '../../core/profile/profile.ts'
import { profileNamed, PROFILES } from '../../core/profile/profiles.ts'
import { readProfile } from './profile-schema.ts'
import type { Settings } from './settings.ts'

const FILE = /\.(?:json|ya?ml)$/

/** The settings with their profile, which a time or a length given by itself overrides. */
export function withProfile(
  settings: Settings,
  explicit: ReadonlySet<string>,
  { readText, problems }: { readText: (path: string) => string; problems: string[] },
): Settings {
  const { profileName } = settings
  if (profileName === undefined) return settings
  const found = FILE.test(profileName)
    ? fromFile(profileName, readText, problems)
    : profileNamed(profileName)?.profile
  if (found === undefined) {
    if (!FILE.test(profileName)) {
      const names = PROFILES.map((one) => one.name).join(', ')
      problems.push(
        `--profile: found "${profileName}"; allowed: ${names}, or a .json or .yaml file`,
      )
    }
    return settings
  }
  const own: Partial<Profile> = Object.fromEntries(
    (['ttftMs', 'gapMs', 'gapCv', 'tokens'] as const)
      .filter((name) => explicit.has(name))
      .map((name) => [name, settings[name]]),
  )
  const prefill = explicit.has('ttftMs') ? { prefillMs: 0 } : {}
  const pace = explicit.has('gapMs') || explicit.has('gapCv') ? { pace: undefined } : {}
  return { ...settings, profile: { ...found, ...prefill, ...pace, ...own } }
}

function fromFile(
  path: string,
  readText: (path: string) => string,
  problems: string[],
): Profile | undefined {
  let content: unknown
  try {
    content = parseYaml(readText(path))
  } catch (problem) {
    const [line = ''] = (problem instanceof Error ? problem.message : String(problem)).split('\n')
    problems.push(`--profile ${path}: cannot be read: ${line}`)
    return undefined
  }
  const checked = readProfile(content)
  if ('value' in checked) return checked.value
  problems.push(...checked.problems.map(({ message }) => `--profile ${path}: ${message}`))
  return undefined
}
