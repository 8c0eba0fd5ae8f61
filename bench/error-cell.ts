import type { ErrorFigures } from '../analysis/summary/trust.ts'

/** Milliseconds to a thousandth; `n/a` where there are none. */
export const fixed = (value: number | undefined): string =>
  value === undefined ? 'n/a' : value.toFixed(3)

/** Median, p99 and maximum of an error. */
export const errorCell = (figures: ErrorFigures | undefined): string =>
  figures === undefined ? 'n/a' : [figures.p50, figures.p99, figures.max].map(fixed).join(' / ')
