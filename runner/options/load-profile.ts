import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import type { Profile } from '../../core/profile/profile.ts'
import { profileNamed } from '../../core/profile/profiles.ts'
import { typical } from '../../core/profile/typical.ts'
import { profileProblems } from '../mock/profile-problems.ts'
import type { Values } from './options.ts'
import type { Problem } from './problem.ts'
import type { Sources } from './sources.ts'

/** The profile that the run's mock is told, as far as the runner has to know it. */
export interface ChosenProfile {
  /** As the user wrote it. */
  readonly name: string
  /** Whole path of a user's own. */
  readonly file?: string
  /** The times and the length of its median stream. */
  readonly typical: ReturnType<typeof typical>
}

/** Undefined where none was given, or where the mock finds anything wrong with the user's own. */
export function loadProfile(
  { sources, values }: { sources: Sources; values: Values },
  problems: Problem[],
): ChosenProfile | undefined {
  const choice = values.profile
  if (choice === undefined) return undefined
  if (!('file' in choice)) return { name: choice.name, typical: typical(choice.profile) }
  const { cwd } = sources
  const found = profileProblems(choice.file, cwd)
  if (found.length > 0) {
    problems.push(
      ...found.map((what) => ({ code: 'bad-file' as const, message: `${what}.`, hint: HINT })),
    )
    return undefined
  }
  const file = resolve(cwd, choice.file)
  return { name: choice.file, file, typical: typical(profileOf(readFileSync(file, 'utf8'))) }
}

const HINT = 'Give a file that `streamgauge learn` wrote, or one as in docs/mock.md.'

/** A profile that the mock has checked, as far as `typical` looks at it. JSON is YAML. */
function profileOf(text: string): Profile {
  const { profile: name = 'steady', ...own } = parse(text) as Partial<Profile> & {
    readonly profile?: string
  }
  const base = profileNamed(name)
  if (base === undefined) throw new Error(`the mock knows no profile ${name}`)
  return { ...base.profile, ...own }
}
