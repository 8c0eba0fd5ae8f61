import { nearest } from './nearest.ts'

/** What to say after an unknown name: the nearest known one, and all of them where they are few. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  const all = `Known: ${known.join(', ')}.`
  return near === undefined ? all : `Did you mean ${near}? ${all}`
}
