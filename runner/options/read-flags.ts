import { nearest } from './nearest.ts'
import type { OptionTable } from './option.ts'
import type { Problem } from './problem.ts'

/** The texts of each option on a command line, in the order given; a switch is `true`. */
export type Flags<Name extends string> = Map<Name, string[]>

/**
 * Reads the words after a command. Not left to the command-line library, which stops at the first mistake: here every one
 * is found. `--name value` and `--name=value` are the same; after `--` only words without a flag follow.
 */
export function readFlags<T extends OptionTable>(
  words: readonly string[],
  options: T,
  problems: Problem[],
): Flags<keyof T & string> {
  const flags: Flags<string> = new Map()
  const positional = Object.keys(options).find((name) => options[name]?.positional === true)
  const add = (name: string, text: string): void => {
    flags.set(name, [...(flags.get(name) ?? []), text])
  }
  let left = [...words]
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const plain = word === '--' ? left : isFlag(word) ? [] : [word]
    if (word === '--') left = []
    for (const one of plain) {
      if (positional === undefined) problems.push(unexpected(one))
      else add(positional, one)
    }
    if (word === '--' || !isFlag(word)) continue
    const read = readFlag(word, left[0], options)
    if ('problem' in read) problems.push(read.problem)
    else add(read.name, read.text)
    if (read.usesNext) left.shift()
  }
  return flags
}

type FlagRead = { readonly usesNext: boolean } & (
  | { readonly name: string; readonly text: string }
  | { readonly problem: Problem }
)

function readFlag(word: string, next: string | undefined, options: OptionTable): FlagRead {
  const { name, inline } = split(word)
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined || option.positional === true || !word.startsWith('--')) {
    // What follows is most likely its value, and no mistake of its own.
    const usesNext = inline === undefined && next !== undefined && !isFlag(next)
    return { problem: unknownFlag(word, options), usesNext }
  }
  if (inline !== undefined) return { name, text: inline, usesNext: false }
  if (option.takes === undefined) return { name, text: 'true', usesNext: false }
  if (next === undefined || next.startsWith('--')) {
    return { problem: withoutValue(name, options, next), usesNext: false }
  }
  return { name, text: next, usesNext: true }
}

/** `-5` is a value, `-x` and `--x` are flags, `-` alone is a word. */
const isFlag = (word: string): boolean => /^-[^\d.]/u.test(word)

function split(word: string): { readonly name: string; readonly inline?: string } {
  const [, name = word, inline] = /^--([^=]*)(?:=(.*))?$/su.exec(word) ?? []
  return { name, ...(inline !== undefined && { inline }) }
}

/** The value after `=` is not repeated: it may be a key. */
function unknownFlag(word: string, options: OptionTable): Problem {
  const flag = word.replace(/=.*$/su, '')
  const known = Object.keys(options).filter((name) => options[name]?.positional !== true)
  const near = nearest(flag.replace(/^-+/u, ''), known)
  return {
    code: 'unknown-flag',
    message: `${flag}: unknown flag.`,
    hint: near === undefined ? 'See --help for those there are.' : `Did you mean --${near}?`,
  }
}

function withoutValue(name: string, options: OptionTable, next: string | undefined): Problem {
  const read = options[name]?.read([''], `--${name}`)
  const hint = read !== undefined && 'refusals' in read ? read.refusals[0]?.hint : undefined
  const follows = next === undefined ? '' : `: the flag ${next.replace(/=.*$/su, '')} follows`
  return {
    code: 'missing-value',
    message: `--${name}: has no value${follows}.`,
    ...(hint !== undefined && { hint }),
  }
}

const unexpected = (word: string): Problem => ({
  code: 'unknown-name',
  message: `"${word}" is not expected here.`,
  hint: 'See --help for what is.',
})
