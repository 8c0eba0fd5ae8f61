import { THIN } from '../numbers.ts'

/** Side of the square in which every chart is drawn; the page stretches it to its place. */
export const SIDE = 1000

export interface Tick {
  /** 0..1 along the axis. */
  readonly at: number
  readonly label: string
  /** Left out where there is little room. */
  readonly minor: boolean
}

/** Maps values to 0..1 and says where the ticks are. */
export interface Axis {
  readonly at: (value: number) => number
  readonly ticks: readonly Tick[]
}

const MOST_TICKS = 8
/** Nearer than this along an axis two labels would touch; the second distance holds on a telephone. */
const LEAST_DISTANCE = 0.125
const LEAST_MAJOR_DISTANCE = 0.24
const WITHOUT_MINOR = 4

/** A linear axis over [low, high], its ticks at round numbers. */
export function linearAxis(
  [low, high]: readonly [number, number],
  label: (value: number) => string,
): Axis {
  const span = high > low ? high - low : 1
  const at = (value: number): number => clamp((value - low) / span)
  const values = roundValues(low, low + span)
  return { at, ticks: ticksOf(values, at, label) }
}

/** A logarithmic axis over [low, high] milliseconds, 0 < low < high. */
export function logAxis(low: number, high: number): Axis {
  const [from, to] = [Math.log(low), Math.log(high)]
  const at = (value: number): number =>
    clamp((Math.log(Math.max(value, low)) - from) / (to - from || 1))
  const decades = oneTwoFive(low, high)
  const values = decades.length >= WITHOUT_MINOR ? decades : roundValues(low, high)
  return { at, ticks: ticksOf(values, at, axisMs) }
}

/** A tick of milliseconds: as short as can be. */
export function axisMs(value: number): string {
  if (value >= 1000) return `${short(value / 1000)}${THIN}s`
  if (value > 0 && value < 0.1) return `${short(value * 1000)}${THIN}\u00b5s`
  return `${short(value)}${THIN}ms`
}

export const short = (value: number): string => String(Number(value.toPrecision(6)))

/** A place in the square, for a path. */
export const px = (share: number): string => (share * SIDE).toFixed(1).replace(/\.0$/u, '')

const clamp = (share: number): number => Math.min(1, Math.max(0, share))

function ticksOf(
  values: readonly number[],
  at: (value: number) => number,
  label: (value: number) => string,
): readonly Tick[] {
  const ticks: Tick[] = []
  const isNear = (place: number, than: number, majorOnly: boolean): boolean =>
    ticks.some((tick) => Math.abs(tick.at - place) < than && !(majorOnly && tick.minor))
  for (const value of values) {
    const place = at(value)
    if (isNear(place, LEAST_DISTANCE, false)) continue
    ticks.push({ at: place, label: label(value), minor: isNear(place, LEAST_MAJOR_DISTANCE, true) })
  }
  return ticks
}

/** Powers of ten first: where there is no room for all, they stay. */
function oneTwoFive(low: number, high: number): readonly number[] {
  const values: number[] = []
  for (const step of [1, 2, 5]) {
    for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++) {
      const value = Number((step * 10 ** power).toPrecision(12))
      if (value >= low && value <= high) values.push(value)
    }
  }
  return values
}

/** Multiples of 1, 2 or 5 times a power of ten, at most eight of them. */
function roundValues(low: number, high: number): readonly number[] {
  const raw = (high - low) / MOST_TICKS
  const power = 10 ** Math.floor(Math.log10(raw))
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? 10 * power
  const values: number[] = []
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    values.push(Number((i * step).toPrecision(12)))
  }
  return values
}
