import { accept, type Parser, refuse } from './parsed.ts'

/** Any text but the empty one; `is` and `example` are for the refusal. */
export const text =
  (is: string, example: string): Parser<string> =>
  (given, flag) =>
    given.trim() === ''
      ? refuse(`"${given}" is not ${is}.`, `Give ${is}, for example ${flag} ${example}.`)
      : accept(given.trim())

/** One of a few words. */
export const oneOf =
  <const T extends string>(words: readonly T[]): Parser<T> =>
  (given) => {
    const found = words.find((word) => word === given.trim())
    const hint = `Give ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`
    return found === undefined ? refuse(`"${given}" is not known here.`, hint) : accept(found)
  }

/** A switch: a flag that stands alone, or `true` and `false` in the environment and the file. */
export const onOff: Parser<boolean> = (given, flag) => {
  const word = given.trim().toLowerCase()
  if (word === 'true' || word === '1') return accept(true)
  if (word === 'false' || word === '0') return accept(false)
  return refuse(
    `"${given}" is neither true nor false.`,
    `Give true or false; the flag ${flag} stands alone.`,
  )
}
