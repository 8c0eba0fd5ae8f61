import { accept, type Parser, refuse } from './parsed.ts'

/** More than one machine can start, by two orders of magnitude: a slip of the finger. */
const MOST_PER_SECOND = 100_000
const LEAST_PER_SECOND = 0.001

/** Streams per second: `20`, `20/s`, `300/m`. */
export const rate: Parser<number> = (text, flag) => {
  const hint = `Give streams per second, for example ${flag} 20 or ${flag} 300/m.`
  const [, digits, unit] = /^(-?\d+(?:\.\d+)?)\s*(\/[sm])?$/u.exec(text.trim()) ?? []
  if (digits === undefined) return refuse(`"${text}" is not a rate.`, hint)
  const perSecond = Number(digits) / (unit === '/m' ? 60 : 1)
  if (perSecond < LEAST_PER_SECOND) {
    return refuse(`"${text}" is too low: at least ${LEAST_PER_SECOND}/s.`, hint)
  }
  if (perSecond > MOST_PER_SECOND) {
    return refuse(`"${text}" is too high: at most ${MOST_PER_SECOND}/s.`, hint)
  }
  return accept(perSecond)
}
