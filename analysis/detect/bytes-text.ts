const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const

/** A size for people: `8 KiB`, `1.5 MiB`. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0]
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1]
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${UNITS[unit]}`
}
