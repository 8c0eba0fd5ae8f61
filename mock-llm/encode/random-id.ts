import { seededRandom } from '../../core/random.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** What fixes an id: the same answer always has the same ones. */
export interface IdSource {
  readonly seed: number
  readonly key: string
}

/** `length` letters and digits, a pure function of (seed, key, what it names). */
export function randomId({ seed, key }: IdSource, what: string, length: number): string {
  const random = seededRandom(seed).fork(key).fork(what)
  return Array.from({ length }, () => LETTERS.charAt(random.below(LETTERS.length))).join('')
}

/** Creation instant in every answer, s since 1970: fixed, since the same (seed, key) promises the same bytes. */
export const CREATED_S = 1_735_689_600
