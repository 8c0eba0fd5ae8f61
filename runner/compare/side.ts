import { PROFILES } from '../../core/profile/profiles.ts'
import type { OptionName } from '../options/options.ts'
import type { Problem } from '../options/problem.ts'
import { ROUTES } from '../options/routes.ts'
import { suggestion } from '../options/suggestion.ts'
import { withoutUser } from '../options/target.ts'

/** What a side of a comparison differs in: the option that its word stands for. */
export type SideKind = Extract<OptionName, 'target' | 'route' | 'profile'>

export interface Side {
  readonly kind: SideKind
  /** As the user wrote it. */
  readonly word: string
  /** The same without secrets. */
  readonly shown: string
}

const NOUN: Readonly<Record<SideKind, string>> = {
  target: 'a target',
  route: 'a route',
  profile: 'a profile of the mock',
}

/** A side by its word: a URL or `mock`, a route, or a profile of the mock by its name or file. */
export function sideOf(word: string, name: 'A' | 'B', problems: Problem[]): Side | undefined {
  const kind = kindOf(word)
  if (kind !== undefined) return { kind, word, shown: withoutUser(word) }
  problems.push({
    code: 'unknown-name',
    message: `${name}: "${withoutUser(word)}" is no URL, no route and no profile of the mock.`,
    hint: suggestion(
      word,
      [...ROUTES, ...PROFILES].map((row) => row.name),
    ),
  })
  return undefined
}

function kindOf(word: string): SideKind | undefined {
  if (word === 'mock' || word.includes('://')) return 'target'
  if (ROUTES.some(({ name }) => name === word)) return 'route'
  const profile = PROFILES.some(({ name }) => name === word) || /\.(?:json|ya?ml)$/u.test(word)
  return profile ? 'profile' : undefined
}

/** Two sides that differ in more than one thing would not say which of them makes the difference. */
export function checkSides(a: Side, b: Side, problems: Problem[]): void {
  const mocks = [a, b].filter(({ word }) => word === 'mock').length
  if (a.kind === b.kind && mocks !== 1) return
  const what = (side: Side): string => (side.word === 'mock' ? 'our mock' : NOUN[side.kind])
  problems.push({
    code: 'conflict',
    message: `A is ${what(a)} and B is ${what(b)}.`,
    hint: 'Give two URLs, two routes, or two profiles of the mock.',
  })
}
