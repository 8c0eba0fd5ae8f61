import type { NamedProfile } from '../../core/profile/profile.ts'
import { PROFILES } from '../../core/profile/profiles.ts'
import { knownName } from './known-name.ts'
import { accept, type Parser } from './parsed.ts'

/** A profile that ships with the mock, or the file of a user's own. */
export type ProfileChoice = NamedProfile | { readonly file: string }

const named = knownName('profile', PROFILES)
const FILE = /\.(?:json|ya?ml)$/u

/** `NAME|FILE`: what ends with .json, .yaml or .yml is a file, read later. */
export const profileChoice: Parser<ProfileChoice> = (text, flag) => {
  const name = text.trim()
  return FILE.test(name) ? accept({ file: name }) : named(text, flag)
}
