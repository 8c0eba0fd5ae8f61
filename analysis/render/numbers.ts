/** Narrow no-break space: between thousands, and before a unit. */
export const THIN = '\u202f'

/** A whole number with thin spaces in its thousands. */
export function whole(value: number): string {
  return grouped(Math.round(value).toString())
}

/**
 * A measured number: three significant digits, one decimal more between 100 and 1 000 so that two close columns can be told
 * apart, none below a thousandth (the resolution of every duration).
 */
export function measured(value: number): string {
  const size = Math.abs(value)
  if (size >= 999.95) return whole(value)
  if (size >= 9.995) return value.toFixed(1)
  if (size >= 0.9995) return value.toFixed(2)
  const text = value.toFixed(3)
  return /^-?0\.000$/u.test(text) ? '0' : text
}

/** A difference with its sign, to a hundredth (a thousandth where it is small); zero has none. */
export function signed(value: number): string {
  const size = Math.abs(value)
  const text = size >= 0.00995 && size < 0.9995 ? size.toFixed(2) : measured(size)
  if (text === '0') return '0'
  return `${value < 0 ? '\u2212' : '+'}${text}`
}

/** A ratio 0..1 in percent, rounded down, so that 100 % means all. */
export function percent(ratio: number): string {
  const tenths = Math.floor(ratio * 1000 + 1e-9) / 10
  return `${Number.isInteger(tenths) ? tenths.toFixed(0) : tenths.toFixed(1)}${THIN}%`
}

/** A length of time in the unit in which it is short. */
export function duration(ms: number): string {
  if (ms < 1000) return `${measured(ms)}${THIN}ms`
  if (ms < 120_000) return `${measured(ms / 1000)}${THIN}s`
  return `${measured(ms / 60_000)}${THIN}min`
}

/** "1 stream", "2 streams". */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`
}

function grouped(digits: string): string {
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/gu, THIN)
}
