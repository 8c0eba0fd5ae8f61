import { accept, type Parser, refuse } from './parsed.ts'

const LEAST = 0.001
const MOST = 1_000

/** How many times as fast: `2`, `0.5`, `2x`. */
export const speed: Parser<number> = (text, flag) => {
  const [, digits] = /^(\d+(?:\.\d+)?)x?$/u.exec(text.trim()) ?? []
  const value = Number(digits)
  return value >= LEAST && value <= MOST
    ? accept(value)
    : refuse(
        `"${text}" is not a speed.`,
        `Give a number from ${LEAST} to ${MOST}, for example ${flag} 2 for twice as fast.`,
      )
}
