import { accept, type Parser, refuse } from './parsed.ts'

const UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

export interface DurationRange {
  /** False: 0 is not allowed. */
  readonly zero: boolean
  readonly mostMs: number
  /** In the hint. */
  readonly example: string
}

/** Milliseconds of `200ms`, `1.5s`, `2m`, `1h`; undefined when the text is none. `0` needs no unit. */
export function durationMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h)$/u.exec(text.trim()) ?? []
  if (digits === undefined || unit === undefined) return text.trim() === '0' ? 0 : undefined
  return Number(digits) * (UNIT_MS[unit] as number)
}

/** A duration in milliseconds, within a range. */
export const duration =
  ({ zero, mostMs, example }: DurationRange): Parser<number> =>
  (text, flag) => {
    const hint = `Give a number with its unit (ms, s, m or h), for example ${flag} ${example}.`
    const value = durationMs(text)
    if (value === undefined) return refuse(`"${text}" is not a duration.`, hint)
    if (value === 0 && !zero) return refuse(`"${text}" is too short.`, hint)
    if (value > mostMs) {
      return refuse(`"${text}" is too long: at most ${durationText(mostMs)}.`, hint)
    }
    return accept(value)
  }

/** A duration for people, in the largest unit that divides it: 90000 is `90s`, 120000 is `2m`. */
export function durationText(milliseconds: number): string {
  if (milliseconds === 0) return '0'
  const unit = ['h', 'm', 's'].find((name) => milliseconds % (UNIT_MS[name] as number) === 0)
  if (unit === undefined) return `${milliseconds}ms`
  return `${milliseconds / (UNIT_MS[unit] as number)}${unit}`
}
