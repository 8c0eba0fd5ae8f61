import type { Trial } from '../trial.ts'
import { fault, USUAL } from './wishes.ts'

/** Answers that are not what was sent. */
export const DAMAGED: readonly Trial[] = (
  ['duplicate', 'drop', 'reorder', 'foreign', 'malformed', 'bad-utf8'] as const
).map((type) => ({
  ...USUAL,
  name: `damage: ${type}`,
  plants: `one token of each answer (\`${type}\`)`,
  route: 'streaming',
  stream: () => fault(type, { afterTokens: 7 }),
  finds: ['wire-corruption'],
  fromOutside: true,
}))
